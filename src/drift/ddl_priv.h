/* What the writers of statements share. */
#ifndef DRIFT_DDL_PRIV_H
#define DRIFT_DDL_PRIV_H

#include "drift/ddl.h"

/* What is to be created, and where. */
struct ddl_source {
	const struct object *object;
	const struct object *const *columns;
	size_t column_count;
	const struct ddl_place *place; /* never NULL */
};

/* Appends the statement; on an error whatever it appended is taken back by the caller. */
typedef bool ddl_write_fn(const struct ddl_source *source, struct text *out, struct err *err);

ddl_write_fn ddl_write_schema;
ddl_write_fn ddl_write_type;
ddl_write_fn ddl_write_table;
ddl_write_fn ddl_write_column;
ddl_write_fn ddl_write_constraint;
ddl_write_fn ddl_write_index;

/* Always false: "index ix of public.t: " and why. */
bool ddl_refuse(const struct object *object, struct err *err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* "its definition cannot be used: it holds a comment" */
bool ddl_refuse_text(const struct object *object, size_t property, const char *why,
                     struct err *err);

/* The value of a property that must be stated, refused where it is not, or is no sound clause; NULL
 * then. */
const char *ddl_stated(const struct object *object, size_t property, struct err *err);
const char *ddl_clause(const struct object *object, size_t property, struct err *err);

/* Whether all that is stated of it can be written. */
bool ddl_writable(const struct object *object, struct err *err);

/* The table that the object is or lives on, as a statement names it. */
void ddl_add_table(const struct ddl_source *source, struct text *out);

/* The table that a foreign key refers to, as far as it can be read. */
struct clause_name;
bool ddl_referenced(const struct object *object, struct arena *arena,
                    struct clause_name *ret_table);

#endif
