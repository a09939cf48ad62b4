/* What reading and writing the values of options share. */
#ifndef DAEMON_OPTION_PRIV_H
#define DAEMON_OPTION_PRIV_H

#include "daemon/option.h"

struct option_unit_info {
	const char *word;
	int64_t factor;
};

/* Smallest first, a NULL word ends them; for a type without units the one that is "". */
const struct option_unit_info *option_units(enum option_type type);

/* What a value must be, as it goes on after "must". */
void option_write_demand(enum option option, struct text *out);

#endif
