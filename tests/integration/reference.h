/* The reference case as databases: what its modules stand on, and what its facts describe. */
#ifndef TESTS_REFERENCE_H
#define TESTS_REFERENCE_H

#include "harness_pg.h"

/* What the modules stand on, and nothing else. */
struct pg_database *core_database(struct pg_server *server);

/* That, and all 34 tables, by DDL made from tests/reference/ *.tsv alone. */
struct pg_database *reference_database(struct pg_server *server);

/* pg_dump -s, without what differs from one to the next. Skips the test where pg_dump is older than the
 * server. Caller owns. */
char *schema_dump(const struct pg_database *database);

void assert_same_dump(const struct pg_database *made, const struct pg_database *wanted);

/* Tables in the schema "public". */
long table_count(struct pg_database *database);

#endif
