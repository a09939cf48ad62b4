/* Which modules a target asks for: a list of patterns over the modules' names. */
#ifndef DRIFT_SELECT_H
#define DRIFT_SELECT_H

#include "base/err.h"
#include "model/expected.h"

struct selection {
	bool *selected; /* per module of the expected; prerequisites always */
	bool *required; /* per module: `required`, or `optional` and named literally */
};

/* Patterns of fnmatch(3), read in order, the last that matches decides; "!pattern" takes away; a
 * list that begins with "!" starts from all modules; no list at all means all. A literal name that
 * names no module is an error (ERR_CONFIG, with the nearest name). The arrays live in the arena. */
bool select_modules(const struct expected *expected, const char *const *patterns, size_t count,
                    struct arena *arena, struct selection *ret_selection, struct err *err);

#endif
