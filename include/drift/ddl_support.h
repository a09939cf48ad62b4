/* What things stand on, where a manifest does not say enough of it: made besides, so that the things
 * themselves can be tried. Only for what is rolled back. */
#ifndef DRIFT_DDL_SUPPORT_H
#define DRIFT_DDL_SUPPORT_H

#include "base/arena.h"
#include "model/expected.h"

#define DDL_SUPPORT_MAX 34 /* a table, its columns, a key */

/* Statements for the table, the columns and the unique constraint that the foreign key (an item) refers
 * to and that the manifest does not state. Each may fail where the database has it. None for other
 * items. A name without a schema is of `schema`. Returns how many; they live in the arena. */
size_t ddl_support(const struct expected *expected, size_t item, const char *schema,
                   struct arena *arena, const char *ret_sql[DDL_SUPPORT_MAX]);

/* An empty schema, an empty table, and a role, for what is created in, on or for it. */
const char *ddl_support_role(const char *role, struct arena *arena);
const char *ddl_support_schema(const char *schema, struct arena *arena);
const char *ddl_support_table(const char *schema, const char *table, struct arena *arena);

#endif
