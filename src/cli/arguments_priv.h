/* What the two files of reading argv share: arguments.c finds options, arguments_value.c takes their
 * values. */
#ifndef ARGUMENTS_PRIV_H
#define ARGUMENTS_PRIV_H

#include "cli/arguments.h"

/* `value` is NULL where the option has none. ERR_USAGE. */
bool arguments_take(struct arguments *arguments, enum argument argument, char *value,
                    struct err *err);

/* A copy of it, and `value` is overwritten. */
void arguments_take_dsn(struct arguments *arguments, char *value);

#endif
