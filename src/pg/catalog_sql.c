/* The queries, embedded from src/pg/sql. */
#include "pg/catalog.h"

#include "base/text.h"
#include "model/ident.h"
#include "sql_priv.h"

#include <string.h>

/* The query of each kind: its own file, behind what it begins with. */
/* clang-format off */
#define NOTHING
#define WANTED  SQL_FILE("wanted.sql") /* the relations */
#define QUERIES(QUERY)             \
	QUERY(schema, NOTHING)     \
	QUERY(type, NOTHING)       \
	QUERY(table, WANTED)       \
	QUERY(view, WANTED)        \
	QUERY(column, WANTED)      \
	QUERY(constraint, WANTED)  \
	QUERY(index, WANTED)       \
	QUERY(privilege, WANTED)
/* clang-format on */

#define QUERY_TEXT(kind, before) SQL_TEXT(sql_##kind, before SQL_FILE(#kind ".sql"));
QUERIES(QUERY_TEXT)
SQL_TEXT(sql_identity, SQL_FILE("identity.sql"));
SQL_TEXT(sql_presence, SQL_FILE("presence.sql"));
SQL_TEXT(sql_revision, SQL_FILE("revision.sql"));

const char *
catalog_sql(enum kind kind)
{
#define QUERY_ROW(kind, before) [KIND_##kind] = sql_##kind,
	static const char *const texts[KIND_COUNT] = { QUERIES(QUERY_ROW) };

	return texts[kind];
}

/* Where the token at `at`, which is no parameter, ends. Comments are left out: a literal that is put
 * into one may hold a newline. */
static const char *
add_token(struct text *out, const char *at)
{
	const char *end = at + 1;

	if (at[0] == '-' && at[1] == '-')
		return at + strcspn(at, "\n");
	if (at[0] == '\'')
		end = at + 1 + strcspn(at + 1, "'") + 1;
	text_addn(out, at, (size_t)(end - at));
	return end;
}

char *
catalog_copy_sql(enum kind kind, const char *const params[CATALOG_PARAMS])
{
	struct text sql = { 0 };

	text_add(&sql, "COPY (");
	for (const char *at = catalog_sql(kind); *at != '\0';) {
		if (at[0] == '$' && at[1] >= '1' && at[1] < '1' + CATALOG_PARAMS) {
			ident_literal(&sql, params[at[1] - '1']);
			at += 2;
		} else {
			at = add_token(&sql, at);
		}
	}
	text_add(&sql, ") TO STDOUT (FORMAT csv, HEADER)");
	return text_take(&sql);
}

const char *
catalog_identity_sql(void)
{
	return sql_identity;
}

const char *
catalog_presence_sql(void)
{
	return sql_presence;
}

/* What is put in may look like a place itself: the text is gone through once. */
char *
catalog_revision_sql(const struct revision *revision)
{
	const struct {
		const char *place;
		const char *name;
	} parts[] = {
		{ "{column}", revision->column },
		{ "{schema}", revision->schema },
		{ "{table}", revision->table },
	};
	struct text sql = { 0 };

	for (const char *at = sql_revision; *at != '\0';) {
		size_t i = 0;

		while (i < sizeof parts / sizeof *parts &&
		       strncmp(at, parts[i].place, strlen(parts[i].place)) != 0)
			i++;
		if (i == sizeof parts / sizeof *parts) {
			text_addc(&sql, *at++);
			continue;
		}
		ident_quote(&sql, parts[i].name);
		at += strlen(parts[i].place);
	}
	return text_take(&sql);
}
