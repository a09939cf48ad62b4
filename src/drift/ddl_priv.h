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

/* How objects of a kind are created. */
struct ddl_rule {
	enum kind kind;
	const char *subtype; /* NULL: any */
	enum ddl_stage stage;
	ddl_write_fn *write;
	uint32_t writes;   /* the properties that the statement carries */
	uint32_t mentions; /* those of them that may name other objects */
	uint32_t needs;    /* those of them that it cannot do without */
	/* Locks on the table that it is put on, and on the one that it refers to; NULL: none that
	 * anybody could feel. */
	const char *host_lock;
	const char *other_lock;
};

/* The first rule that fits, or NULL. */
const struct ddl_rule *ddl_rule_of(const struct object *object);

ddl_write_fn ddl_write_schema;
ddl_write_fn ddl_write_enum, ddl_write_composite, ddl_write_range, ddl_write_domain, ddl_write_base;
ddl_write_fn ddl_write_table;
ddl_write_fn ddl_write_column;
ddl_write_fn ddl_write_constraint;
ddl_write_fn ddl_write_index;
ddl_write_fn ddl_write_routine;
ddl_write_fn ddl_write_defined;
ddl_write_fn ddl_write_operator_family;
ddl_write_fn ddl_write_text_search_dictionary, ddl_write_text_search_configuration;
ddl_write_fn ddl_write_event_trigger;
ddl_write_fn ddl_write_extension;
ddl_write_fn ddl_write_foreign_data_wrapper, ddl_write_server, ddl_write_user_mapping;
ddl_write_fn ddl_write_publication;
ddl_write_fn ddl_write_view, ddl_write_materialized_view, ddl_write_sequence;
ddl_write_fn ddl_write_trigger, ddl_write_rule, ddl_write_policy, ddl_write_statistics;
ddl_write_fn ddl_write_privilege;

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

/* Whether the value is that of a true BOOL. */
bool ddl_is_true(const struct object *object, size_t property);

/* The schema in which it is made. */
const char *ddl_schema(const struct ddl_source *source);

/* What a kind is called in statements, as in "TEXT SEARCH PARSER"; the name of the object, without what
 * its definition says too; both, with all that tells it from its namesakes. */
const char *ddl_words(enum kind kind);
bool ddl_add_name(const struct ddl_source *source, struct text *out, struct err *err);
bool ddl_add_address(const struct ddl_source *source, struct text *out, struct err *err);

/* Whether a statement of its own says it. */
bool ddl_is_more(enum kind kind, const char *property);

/* A blank and the value, which must be a type; `before` and the value, which must be a name, or nothing
 * where there is none; the value in parentheses, so that nothing in it can be read as another clause. */
bool ddl_add_type(const struct object *object, size_t property, struct text *out, struct err *err);
bool ddl_add_named(const struct object *object, size_t property, const char *before,
                   struct text *out, struct err *err);
bool ddl_add_expression(const struct object *object, size_t property, const char *before,
                        const char *after, struct text *out, struct err *err);

/* " WITH (fillfactor = '70')" of a list of options; nothing where there is none. */
bool ddl_add_options(const struct object *object, size_t property, struct text *out,
                     struct err *err);

/* Whether it is of the kind that CREATE TABLE makes of what is stated. */
bool ddl_is_plain_table(const struct object *table);

/* The table that the object is or lives on, as a statement names it. */
void ddl_add_table(const struct ddl_source *source, struct text *out);

/* The table that a foreign key refers to, as far as it can be read. */
struct clause_name;
bool ddl_referenced(const struct object *object, struct arena *arena,
                    struct clause_name *ret_table);

#endif
