/* A collection from the inside. collect.c: what comes in, and the items made of it;
 * collect_modules.c: where they belong. */
#ifndef COLLECT_PRIV_H
#define COLLECT_PRIV_H

#include "manifest/collect.h"

struct piece {
	struct object *object;
	size_t module; /* in expected->modules; EXPECTED_NONE at the top level */
	size_t came;
};

struct collect {
	const struct collect_options *options;
	struct expected *expected; /* its arena holds the objects */
	struct piece *pieces;
	size_t count;
	size_t room;
};

/* Makes the modules, and says of each piece to which it belongs. */
void collect_choose_modules(struct collect *collect);

/* Once the items are made: modules without one go; the others keep their order. */
void collect_drop_modules(struct expected *expected);

#endif
