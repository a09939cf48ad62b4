/* What was observed in a database, made a complete manifest. */
#ifndef MANIFEST_COLLECT_H
#define MANIFEST_COLLECT_H

#include "base/err.h"
#include "model/expected.h"

/* Where what matches none goes. */
#define COLLECT_MODULE "default"

/* Objects whose name, or schema.name, matches the pattern (fnmatch(3)) go to the module, with all that
 * lives on them. Of several rules that match the first one counts. */
struct collect_rule {
	const char *module;
	const char *pattern;
};

/* All borrowed; they outlive the collection. */
struct collect_options {
	const char *const *schemas; /* none: every schema, and what lives in none */
	size_t schema_count;
	const struct collect_rule *rules;
	size_t rule_count;
	unsigned omit; /* bits of enum omit */
};

/* Who was read. */
struct collect_source {
	const char *name; /* becomes the manifest's */
	int server_version;
};

struct collect;

struct collect *collect_new(const struct collect_options *options);
void collect_free(struct collect *collect); /* NULL is fine */

/* Complete and without an object, of the same scope: what reads all that is to be collected. Caller owns
 * a reference. */
struct expected *collect_nothing(const struct collect_options *options);

/* One object, in any order. One that comes again takes the place of the earlier one. The object is
 * copied. */
void collect_add(struct collect *collect, const struct object *observed);

/* How many have come. */
size_t collect_count(const struct collect *collect);

/* The manifest, sorted, without modules in which nothing is. Caller owns a reference. To be called
 * once. Errors (ERR_MANIFEST): something cannot stand in a manifest, or there is too much of it; what
 * lives on a table came without the table. */
bool collect_finish(struct collect *collect, const struct collect_source *source,
                    struct expected **ret_expected, struct err *err);

#endif
