/* Expected objects for tests, made line by line. What is built after a module belongs to it, what is
 * built after a table lives on it. Schema "public" and scope ["public"] unless told otherwise. */
#ifndef TESTS_EXPECT_BUILD_H
#define TESTS_EXPECT_BUILD_H

#include "model/expected.h"

struct build;

struct build *build_new(void);

/* The expected that is being built: for scope, complete and so on. */
struct expected *build_expected(struct build *build);

void build_scope(struct build *build, const char *schema); /* one more, after "public" */
void build_all_schemas(struct build *build);
void build_prerequisites(struct build *build); /* what follows belongs to them */
size_t build_module(struct build *build, const char *name, enum requirement requirement);

/* Each returns its item. `labels`, `type` and `definition` may be NULL: not stated. */
size_t build_schema(struct build *build, const char *name);
size_t build_type(struct build *build, const char *schema, const char *name, const char *labels);
size_t build_table(struct build *build, const char *name);
size_t build_table_in(struct build *build, const char *schema, const char *name);
size_t build_bare(struct build *build, const char *name);
size_t build_column(struct build *build, const char *name, const char *type);
size_t build_constraint(struct build *build, const char *name, const char *definition);
size_t build_index(struct build *build, const char *name, const char *definition);

/* One of any kind, without properties: in "public", on the table that was built last, or at the top
 * level, as its kind has it. */
size_t build_any(struct build *build, enum kind kind, const char *name);

/* States a property of the item that was built last. */
void build_state(struct build *build, size_t property, const char *value);

void build_revision(struct build *build, const char *table, const char *column, const char *expect);
void build_severity(struct build *build, const char *key, enum severity severity);

/* A rule that matches everything: to be narrowed. Valid until the next one. */
struct ignore_rule *build_ignore(struct build *build);

/* Indexed; caller owns a reference. The build is gone. */
struct expected *build_done(struct build *build);

#endif
