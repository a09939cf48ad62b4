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
#define SCOPE   SQL_FILE("scope.sql")  /* what else lives in a schema */
#define TOP     SQL_FILE("top.sql")    /* what lives in none */
#define LOCKED  SQL_FILE("locked.sql") /* relations that deparsing would wait for */
#define QUERIES(QUERY)             \
	QUERY(schema, NOTHING)     \
	QUERY(extension, TOP)      \
	QUERY(type, SCOPE)         \
	QUERY(function, SCOPE LOCKED)            \
	QUERY(collation, SCOPE)                  \
	QUERY(conversion, SCOPE)                 \
	QUERY(operator, SCOPE)                   \
	QUERY(operator_family, SCOPE)            \
	QUERY(operator_class, SCOPE)             \
	QUERY(text_search_parser, SCOPE)         \
	QUERY(text_search_template, SCOPE)       \
	QUERY(text_search_dictionary, SCOPE)     \
	QUERY(text_search_configuration, SCOPE)  \
	QUERY(language, TOP)                     \
	QUERY(access_method, TOP)                \
	QUERY(cast, TOP)                         \
	QUERY(transform, TOP)                    \
	QUERY(foreign_data_wrapper, TOP)         \
	QUERY(server, TOP)                       \
	QUERY(user_mapping, TOP)                 \
	QUERY(publication, TOP LOCKED)           \
	QUERY(subscription, TOP)                 \
	QUERY(event_trigger, TOP)                \
	QUERY(setting, TOP)                      \
	QUERY(table, WANTED)       \
	QUERY(view, WANTED)        \
	QUERY(materialized_view, WANTED) \
	QUERY(sequence, WANTED)    \
	QUERY(column, WANTED)      \
	QUERY(constraint, WANTED)  \
	QUERY(index, WANTED)       \
	QUERY(trigger, WANTED)     \
	QUERY(rule, WANTED)        \
	QUERY(policy, WANTED)      \
	QUERY(statistics, NOTHING) \
	QUERY(default_privilege, NOTHING) \
	QUERY(privilege, WANTED)
/* clang-format on */

#define QUERY_TEXT(kind, before) SQL_TEXT(sql_##kind, before SQL_FILE(#kind ".sql"));
QUERIES(QUERY_TEXT)
SQL_TEXT(sql_identity, SQL_FILE("identity.sql"));
SQL_TEXT(sql_presence, SQL_FILE("presence.sql"));
SQL_TEXT(sql_relations, SQL_FILE("relations.sql"));
SQL_TEXT(sql_revision, SQL_FILE("revision.sql"));
SQL_TEXT(sql_lasting, SQL_FILE("lasting.sql"));
SQL_TEXT(sql_bucket, SQL_FILE("bucket.sql"));
SQL_TEXT(sql_told, SQL_FILE("told.sql"));
SQL_TEXT(sql_digests, SQL_FILE("digests.sql"));
SQL_TEXT(sql_epoch, SQL_FILE("epoch.sql"));
SQL_TEXT(sql_gate, SQL_FILE("gate.sql"));
SQL_TEXT(sql_moment, SQL_FILE("moment.sql"));
SQL_TEXT(sql_steady, SQL_FILE("steady.sql"));

const char *
catalog_sql(enum kind kind)
{
#define QUERY_ROW(kind, before) [KIND_##kind] = sql_##kind,
	static const char *const texts[KIND_COUNT] = { QUERIES(QUERY_ROW) };

	return texts[kind];
}

bool
catalog_prints(enum kind kind, size_t *ret_property)
{
	static const struct {
		enum kind kind;
		size_t property;
	} texts[] = {
		{ KIND_constraint, PROPERTY_constraint_definition },
		{ KIND_index, PROPERTY_index_definition },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (texts[i].kind == kind) {
			*ret_property = texts[i].property;
			return true;
		}
	}
	return false;
}

/* Queries are put together from their files in one walk. What is put in is not looked at again. */
struct expansion {
	struct text sql;
	enum kind kind;
	const char *const *params;
	struct catalog_depth depth;
	bool partitions;
};

static void expand(struct expansion *expansion, const char *at);

static bool
takes(const char **at, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(*at, word, length) != 0)
		return false;
	*at += length;
	return true;
}

/* How relations are asked for. */
static bool
takes_reach(const struct expansion *expansion, const char **at)
{
	bool scope = strcmp(expansion->params[0], "true") == 0 ||
	             strcmp(expansion->params[1], "{}") != 0;
	bool named = !scope || strcmp(expansion->params[2], "{}") != 0;

	return (scope && takes(at, "/*{scope")) || (named && takes(at, "/*{named")) ||
	       (scope && named && takes(at, "/*{both"));
}

/* A comment of the file. One that begins with a depth's word is no comment at that depth. Others are
 * left out: a literal that is put into one may hold a newline. */
static const char *
skip_comment(const struct expansion *expansion, const char *at)
{
	if (at[0] == '-')
		return at + strcspn(at, "\n");
	if ((takes(&at, "/*{prints") && expansion->depth.prints) ||
	    (takes(&at, "/*{again") && expansion->depth.again) ||
	    (takes(&at, "/*{parted") && expansion->partitions) ||
	    (takes(&at, "/*{blind") && !expansion->depth.texts) ||
	    (takes(&at, "/*{only") && expansion->depth.only != NULL) || takes_reach(expansion, &at))
		return at;
	return strstr(at, "*/") + strlen("*/");
}

/* The place of a word in braces. */
static bool
expand_word(struct expansion *expansion, const char **at)
{
	const enum kind_place place = kind_table[expansion->kind].place;

	if (takes(at, "{lasting}"))
		expand(expansion, expansion->depth.texts ? sql_lasting : "NULL");
	else if (takes(at, "{rows}"))
		expand(expansion, catalog_sql(expansion->kind));
	else if (takes(at, "{bucket}"))
		expand(expansion, sql_bucket);
	else if (takes(at, "{mask}"))
		text_addf(&expansion->sql, "%zu", expansion->depth.buckets - 1);
	else if (takes(at, "{only}"))
		ident_literal(&expansion->sql, expansion->depth.only);
	else if (takes(at, "{schema}"))
		text_add(&expansion->sql,
		         place == PLACE_TOP ? "NULL::pg_catalog.text" : "found.schema");
	else if (takes(at, "{relation}"))
		text_add(&expansion->sql, place == PLACE_GUEST ? "found.\"table\"" : "found.name");
	else
		return false;
	return true;
}

static void
expand(struct expansion *expansion, const char *at)
{
	while (*at != '\0') {
		const char *from = at;

		if (at[0] == '$' && at[1] >= '1' && at[1] < '1' + CATALOG_PARAMS) {
			ident_literal(&expansion->sql, expansion->params[at[1] - '1']);
			at += 2;
		} else if (strncmp(at, "--", 2) == 0 || strncmp(at, "/*", 2) == 0) {
			at = skip_comment(expansion, at);
		} else if (!expand_word(expansion, &at) && !takes(&at, "}*/")) {
			at += *at == '\'' ? strcspn(at + 1, "'") + 2 : 1;
			text_addn(&expansion->sql, from, (size_t)(at - from));
		}
	}
}

char *
catalog_rows_sql(enum kind kind, const char *const params[CATALOG_PARAMS],
                 struct catalog_depth depth)
{
	struct expansion expansion = { .params = params, .depth = depth };

	expand(&expansion, catalog_sql(kind));
	return text_take(&expansion.sql);
}

char *
catalog_copy_sql(enum kind kind, const char *const params[CATALOG_PARAMS],
                 struct catalog_depth depth)
{
	struct expansion expansion = { .kind = kind, .params = params, .depth = depth };

	text_add(&expansion.sql, "COPY (");
	if (depth.digests)
		expand(&expansion, sql_digests);
	else
		expand(&expansion, depth.buckets > 0 ? sql_told : "{rows}");
	text_add(&expansion.sql, ") TO STDOUT (FORMAT csv, HEADER)");
	return text_take(&expansion.sql);
}

char *
catalog_relations_sql(const char *const params[CATALOG_PARAMS], bool partitions)
{
	struct expansion expansion = { .params = params, .partitions = partitions };

	expand(&expansion, sql_relations);
	return text_take(&expansion.sql);
}

const char *
catalog_epoch_sql(void)
{
	return sql_epoch;
}

const char *
catalog_steady_sql(void)
{
	return sql_steady;
}

const char *
catalog_gate_sql(void)
{
	return sql_gate;
}

const char *
catalog_moment_sql(void)
{
	return sql_moment;
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
