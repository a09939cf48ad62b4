/* A temporary twin of a table, on which a definition is tried: so that the server says how it writes
 * it. */
#ifndef DRIFT_DDL_TWIN_H
#define DRIFT_DDL_TWIN_H

#include "drift/doubt.h"

/* A column of the table, as it is there. */
struct twin_column {
	const char *name;
	const char *type;      /* as format_type() writes it */
	const char *collation; /* or NULL: the type's own */
	const char *bound_by;  /* of a partition: the key of what it is a partition of; or NULL */
};

/* What of the twin is read back; its word is what the query asks for. */
struct twin {
	const char *statements[2]; /* in this order; in pg_temp all of it */
	size_t statement_count;
	const char *what;     /* "constraint", "default", "expression", ... */
	const char *relation; /* the twin's name */
	const char *name;     /* of the thing on it */
	bool evaluates;       /* functions may run when it is made */
};

/* `definition` is one of the two texts, or what was read back of it. Errors (ERR_MANIFEST): it is not of
 * the shape of its kind. All strings live in the arena. */
bool ddl_twin(const struct doubt *doubt, const char *definition, const struct twin_column *columns,
              size_t column_count, struct arena *arena, struct twin *ret_twin, struct err *err);

#endif
