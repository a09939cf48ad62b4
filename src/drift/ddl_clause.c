/* Constraints and indexes: their definitions are statements, or nearly so, and are taken only in the
 * shapes that PostgreSQL's grammar has for them. A comma at the wrong place would be another action
 * of ALTER TABLE. */
#include "base/utf8.h"
#include "drift/clause_priv.h"
#include "drift/ddl_priv.h"
#include "model/ident.h"

#include <string.h>

#define SHOWN_BYTES ((size_t)40) /* of text in a message */

enum {
	PRIMARY = 1,
	UNIQUE = 2,
	CHECK = 4,
	FOREIGN = 8,
	EXCLUDE = 16,
	INDEX = 32,
	INDEXED = PRIMARY | UNIQUE | EXCLUDE,
	ANY = PRIMARY | UNIQUE | CHECK | FOREIGN | EXCLUDE,
};

struct phrase {
	const char *pattern;
	unsigned of;
};

/* How they begin. The longer pattern of two that begin alike stands first. */
static const struct phrase heads[] = {
	{ "PRIMARY KEY ()", PRIMARY },
	{ "UNIQUE ()", UNIQUE },
	{ "UNIQUE NULLS NOT DISTINCT ()", UNIQUE },
	{ "UNIQUE NULLS DISTINCT ()", UNIQUE },
	{ "CHECK ()", CHECK },
	{ "FOREIGN KEY () REFERENCES @ ()", FOREIGN },
	{ "FOREIGN KEY () REFERENCES @", FOREIGN },
	{ "EXCLUDE USING @ ()", EXCLUDE },
	{ "EXCLUDE ()", EXCLUDE },
	{ "USING @ ()", INDEX },
	{ "()", INDEX },
};

/* What may follow, in the order that PostgreSQL asks for. */
static const struct phrase tails[] = {
	{ "INCLUDE ()", INDEXED | INDEX },
	{ "NULLS NOT DISTINCT", INDEX },
	{ "NULLS DISTINCT", INDEX },
	{ "WITH ()", INDEXED | INDEX },
	{ "USING INDEX TABLESPACE @", INDEXED },
	{ "TABLESPACE @", INDEX },
	{ "WHERE ()", EXCLUDE },
	{ "WHERE *", INDEX },
	{ "MATCH FULL", FOREIGN },
	{ "MATCH SIMPLE", FOREIGN },
	{ "ON DELETE CASCADE", FOREIGN },
	{ "ON DELETE RESTRICT", FOREIGN },
	{ "ON DELETE NO ACTION", FOREIGN },
	{ "ON DELETE SET NULL ()", FOREIGN },
	{ "ON DELETE SET NULL", FOREIGN },
	{ "ON DELETE SET DEFAULT ()", FOREIGN },
	{ "ON DELETE SET DEFAULT", FOREIGN },
	{ "ON UPDATE CASCADE", FOREIGN },
	{ "ON UPDATE RESTRICT", FOREIGN },
	{ "ON UPDATE NO ACTION", FOREIGN },
	{ "ON UPDATE SET NULL", FOREIGN },
	{ "ON UPDATE SET DEFAULT", FOREIGN },
	{ "NOT DEFERRABLE", ANY },
	{ "DEFERRABLE", ANY },
	{ "INITIALLY DEFERRED", ANY },
	{ "INITIALLY IMMEDIATE", ANY },
	{ "NO INHERIT", CHECK },
	{ "NOT VALID", CHECK | FOREIGN },
	{ "NOT ENFORCED", CHECK | FOREIGN },
	{ "ENFORCED", CHECK | FOREIGN },
};

/* Takes the first of the phrases that fits; gives back what it is of, 0 where none fits. */
static unsigned
take_phrase(const char **at, const struct phrase *phrases, size_t count, unsigned of,
            struct arena *arena)
{
	struct clause_name name;

	for (size_t i = 0; i < count; i++) {
		if ((phrases[i].of & of) && clause_take(at, phrases[i].pattern, arena, &name))
			return phrases[i].of;
	}
	return 0;
}

/* Whether the text is a head and its tails and nothing else; the rest of it where it is not. */
static bool
is_whole(const char *at, unsigned of, const char **ret_rest)
{
	struct arena arena = { 0 };

	of = take_phrase(&at, heads, sizeof heads / sizeof *heads, of, &arena);
	while (of != 0 && take_phrase(&at, tails, sizeof tails / sizeof *tails, of, &arena) != 0)
		;
	arena_done(&arena);
	*ret_rest = at + strspn(at, " \t\n\v\f\r");
	return of != 0 && clause_ends(at);
}

static bool
refuse_rest(const struct object *object, size_t property, const char *rest, struct err *err)
{
	size_t length = strlen(rest);
	bool cut = length > SHOWN_BYTES;

	if (cut)
		length = utf8_whole(rest, SHOWN_BYTES);
	if (length == 0)
		return ddl_refuse_text(object, property, "it ends too early", err);
	return ddl_refuse(object, err, "its %s cannot be used from here on: %.*s%s",
	                  kind_table[object->kind].properties[property].word, (int)length, rest,
	                  cut ? "..." : "");
}

bool
ddl_write_constraint(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *object = source->object;
	const char *definition = ddl_clause(object, PROPERTY_constraint_definition, err);
	const char *rest;

	if (definition == NULL)
		return false;
	if (!is_whole(definition, ANY, &rest))
		return refuse_rest(object, PROPERTY_constraint_definition, rest, err);
	text_add(out, "ALTER TABLE ");
	ddl_add_table(source, out);
	text_add(out, " ADD CONSTRAINT ");
	ident_quote(out, object->name);
	text_addf(out, " %s", definition);
	return true;
}

bool
ddl_referenced(const struct object *object, struct arena *arena, struct clause_name *ret_table)
{
	const char *at = object->value[PROPERTY_constraint_definition];

	return at != NULL && clause_take(&at, "FOREIGN KEY () REFERENCES @", arena, ret_table);
}

/* --- indexes ------------------------------------------------------------------------------------ */

/* How the statement begins, taken apart. */
struct index_head {
	bool unique;
	bool only;
	struct clause_name names[2]; /* of the index, of the table */
};

static bool
take_head(const char **at, struct arena *arena, struct index_head *ret_head)
{
	static const struct {
		const char *pattern;
		bool unique;
		bool only;
	} patterns[] = {
		{ "CREATE INDEX @ ON ONLY @", false, true },
		{ "CREATE INDEX @ ON @", false, false },
		{ "CREATE UNIQUE INDEX @ ON ONLY @", true, true },
		{ "CREATE UNIQUE INDEX @ ON @", true, false },
	};

	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		const char *ahead = *at;

		if (!clause_take(&ahead, patterns[i].pattern, arena, ret_head->names))
			continue;
		*at = ahead;
		ret_head->unique = patterns[i].unique;
		ret_head->only = patterns[i].only;
		return true;
	}
	return false;
}

/* The index that the definition makes must be this one. */
static const char *
is_other(const struct index_head *head, const struct object *object)
{
	if (head->names[0].schema != NULL || strcmp(head->names[0].name, object->name) != 0)
		return "it gives the index another name";
	if (strcmp(head->names[1].name, object->table) != 0 ||
	    (head->names[1].schema != NULL && strcmp(head->names[1].schema, object->schema) != 0))
		return "it is on another table";
	return NULL;
}

static bool
add_index(const struct ddl_source *source, const struct index_head *head, const char *rest,
          struct text *out)
{
	text_add(out, head->unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
	ident_quote(out, source->object->name);
	text_add(out, head->only ? " ON ONLY " : " ON ");
	ddl_add_table(source, out);
	text_addf(out, " %s", rest + strspn(rest, " \t\n\v\f\r"));
	return true;
}

/* The definition is a statement already; its head is written anew, so that it can only make this
 * index on this table. */
bool
ddl_write_index(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *object = source->object;
	const char *definition = ddl_clause(object, PROPERTY_index_definition, err);
	struct arena arena = { 0 };
	struct index_head head;
	const char *at = definition;
	const char *why = NULL;
	const char *rest;
	bool ok = false;

	if (definition == NULL)
		return false;
	if (!take_head(&at, &arena, &head))
		why = "it does not begin as in CREATE INDEX name ON table";
	else
		why = is_other(&head, object);
	if (why != NULL)
		ddl_refuse_text(object, PROPERTY_index_definition, why, err);
	else if (!is_whole(at, INDEX, &rest))
		refuse_rest(object, PROPERTY_index_definition, rest, err);
	else
		ok = add_index(source, &head, at, out);
	arena_done(&arena);
	return ok;
}
