/* Objects to statements: how each kind is created, when, and what that locks. What cannot be created
 * as it is stated is refused; nothing here drops, retypes or renames. */
#ifndef DRIFT_DDL_H
#define DRIFT_DDL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "model/object.h"

/* In the order in which they run. Constraints of a table are not part of CREATE TABLE, so that
 * tables may refer to each other in cycles. */
enum ddl_stage {
	STAGE_SCHEMA,
	STAGE_EXTENSION,
	STAGE_LANGUAGE,
	STAGE_COLLATION,
	STAGE_TYPE,
	STAGE_SEQUENCE,
	STAGE_FUNCTION,  /* with aggregates; what tables they need is made before them */
	STAGE_BASE_TYPE, /* once its functions are there */
	STAGE_OPERATOR,
	STAGE_OPERATOR_CLASS,
	STAGE_OBJECT, /* casts, conversions, text search, foreign data */
	STAGE_TABLE,  /* with its columns */
	STAGE_COLUMN, /* of a table that is there */
	STAGE_KEY,    /* primary keys and unique constraints */
	STAGE_CHECK,  /* exclusion constraints too */
	STAGE_INDEX,
	STAGE_FOREIGN_KEY,
	STAGE_VIEW,
	STAGE_STATISTICS,
	STAGE_TRIGGER, /* and rules */
	STAGE_POLICY,  /* and row security itself */
	STAGE_PUBLICATION,
	STAGE_EVENT_TRIGGER, /* last, so that it does not fire for the others */
	STAGE_PRIVILEGE,     /* once the owner's work is done */
	STAGE_COMMENT,
	STAGE_COUNT,
	STAGE_NONE = STAGE_COUNT /* there is no way to create it */
};

/* Somewhere else than where the object belongs: NULL is its own schema, its own table. A temporary
 * one is in pg_temp, whatever `schema` says. */
struct ddl_place {
	const char *schema;
	const char *table;
	bool temporary;
};

/* Appends the one statement that creates the object, without a semicolon. `columns` (of a table, in
 * their order) become part of it. `place` may be NULL.
 *
 * The statement holds what is stated and nothing else: names are quoted, and a definition is taken
 * only if it is one clause of its kind, without a comment, a semicolon or an open quote. Short
 * spellings and names without a schema go through, as PostgreSQL reads them by its search_path.
 * It must be sent alone (PQsendQueryParams), with standard_conforming_strings on.
 *
 * Errors (ERR_MANIFEST, `out` is left as it was): what is stated cannot be created, or is too
 * little; the message names the object. */
bool ddl_write(const struct object *object, const struct object *const *columns,
               size_t column_count, const struct ddl_place *place, struct text *out,
               struct err *err);

/* The statement that announces it, for what must be there before it: a base type's functions. false:
 * it needs none. */
bool ddl_write_shell(const struct object *object, struct text *out);

/* The statements that complete it, once it is created: what CREATE cannot say, and the comment. */
typedef void ddl_more_cb(void *arg, enum ddl_stage stage, const char *sql);
bool ddl_write_more(const struct object *object, ddl_more_cb *cb, void *arg, struct err *err);

/* What everybody may do by default with such an object, "EXECUTE", or NULL; and the statement that
 * takes it away, which belongs to the making of one where the manifest does not state that privilege. */
const char *ddl_everybodys(const struct object *object);
bool ddl_write_revoke(const struct object *object, struct text *out);

/* The role that a privilege is granted to; NULL: everybody, or it is no privilege. */
const char *ddl_grantee(const struct object *object, struct arena *arena);

/* Whether there is a way to create it, and what that cannot do without is stated. */
bool ddl_states_enough(const struct object *object);

/* The bits of the properties that its statement carries, and those that have statements of their own. */
uint32_t ddl_writes(const struct object *object);
uint32_t ddl_writes_more(const struct object *object);

enum ddl_stage ddl_stage(const struct object *object);
const char *ddl_stage_word(enum ddl_stage stage); /* "primary keys and unique constraints" */

/* A lock on a table, in the words of PostgreSQL's documentation: "SHARE ROW EXCLUSIVE". */
struct ddl_lock {
	const char *schema;
	const char *table;
	const char *mode;
};
#define DDL_LOCKS_MAX 2

/* The locks that its statement takes on tables that are there, but for those that block nobody;
 * returns how many. A table refers to itself once. Names live in the arena. */
size_t ddl_locks(const struct object *object, struct arena *arena,
                 struct ddl_lock ret_locks[DDL_LOCKS_MAX]);

/* The bits of those of its properties whose text may name other objects. */
uint32_t ddl_mentions(const struct object *object);

#endif
