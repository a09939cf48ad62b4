#include "model/ident_priv.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define ALWAYS 0

/* pg_get_keywords() where catcode <> 'U', of PostgreSQL 15 to 18; sorted. A word that came after 15
 * has the major that it came with: an older server writes it bare. */
/* clang-format off */
static const struct keyword {
	const char *word;
	int since;
} keywords[] = {
	{ "all", ALWAYS }, { "analyse", ALWAYS }, { "analyze", ALWAYS }, { "and", ALWAYS },
	{ "any", ALWAYS }, { "array", ALWAYS }, { "as", ALWAYS }, { "asc", ALWAYS },
	{ "asymmetric", ALWAYS }, { "authorization", ALWAYS }, { "between", ALWAYS },
	{ "bigint", ALWAYS }, { "binary", ALWAYS }, { "bit", ALWAYS }, { "boolean", ALWAYS },
	{ "both", ALWAYS }, { "case", ALWAYS }, { "cast", ALWAYS }, { "char", ALWAYS },
	{ "character", ALWAYS }, { "check", ALWAYS }, { "coalesce", ALWAYS },
	{ "collate", ALWAYS }, { "collation", ALWAYS }, { "column", ALWAYS },
	{ "concurrently", ALWAYS }, { "constraint", ALWAYS }, { "create", ALWAYS },
	{ "cross", ALWAYS }, { "current_catalog", ALWAYS }, { "current_date", ALWAYS },
	{ "current_role", ALWAYS }, { "current_schema", ALWAYS }, { "current_time", ALWAYS },
	{ "current_timestamp", ALWAYS }, { "current_user", ALWAYS }, { "dec", ALWAYS },
	{ "decimal", ALWAYS }, { "default", ALWAYS }, { "deferrable", ALWAYS }, { "desc", ALWAYS },
	{ "distinct", ALWAYS }, { "do", ALWAYS }, { "else", ALWAYS }, { "end", ALWAYS },
	{ "except", ALWAYS }, { "exists", ALWAYS }, { "extract", ALWAYS }, { "false", ALWAYS },
	{ "fetch", ALWAYS }, { "float", ALWAYS }, { "for", ALWAYS }, { "foreign", ALWAYS },
	{ "freeze", ALWAYS }, { "from", ALWAYS }, { "full", ALWAYS }, { "grant", ALWAYS },
	{ "greatest", ALWAYS }, { "group", ALWAYS }, { "grouping", ALWAYS }, { "having", ALWAYS },
	{ "ilike", ALWAYS }, { "in", ALWAYS }, { "initially", ALWAYS }, { "inner", ALWAYS },
	{ "inout", ALWAYS }, { "int", ALWAYS }, { "integer", ALWAYS }, { "intersect", ALWAYS },
	{ "interval", ALWAYS }, { "into", ALWAYS }, { "is", ALWAYS }, { "isnull", ALWAYS },
	{ "join", ALWAYS }, { "json", 17 }, { "json_array", 16 }, { "json_arrayagg", 16 },
	{ "json_exists", 17 }, { "json_object", 16 }, { "json_objectagg", 16 },
	{ "json_query", 17 }, { "json_scalar", 17 }, { "json_serialize", 17 },
	{ "json_table", 17 }, { "json_value", 17 }, { "lateral", ALWAYS }, { "leading", ALWAYS },
	{ "least", ALWAYS }, { "left", ALWAYS }, { "like", ALWAYS }, { "limit", ALWAYS },
	{ "localtime", ALWAYS }, { "localtimestamp", ALWAYS }, { "merge_action", 17 },
	{ "national", ALWAYS }, { "natural", ALWAYS }, { "nchar", ALWAYS }, { "none", ALWAYS },
	{ "normalize", ALWAYS }, { "not", ALWAYS }, { "notnull", ALWAYS }, { "null", ALWAYS },
	{ "nullif", ALWAYS }, { "numeric", ALWAYS }, { "offset", ALWAYS }, { "on", ALWAYS },
	{ "only", ALWAYS }, { "or", ALWAYS }, { "order", ALWAYS }, { "out", ALWAYS },
	{ "outer", ALWAYS }, { "overlaps", ALWAYS }, { "overlay", ALWAYS }, { "placing", ALWAYS },
	{ "position", ALWAYS }, { "precision", ALWAYS }, { "primary", ALWAYS }, { "real", ALWAYS },
	{ "references", ALWAYS }, { "returning", ALWAYS }, { "right", ALWAYS }, { "row", ALWAYS },
	{ "select", ALWAYS }, { "session_user", ALWAYS }, { "setof", ALWAYS },
	{ "similar", ALWAYS }, { "smallint", ALWAYS }, { "some", ALWAYS }, { "substring", ALWAYS },
	{ "symmetric", ALWAYS }, { "system_user", 16 }, { "table", ALWAYS },
	{ "tablesample", ALWAYS }, { "then", ALWAYS }, { "time", ALWAYS }, { "timestamp", ALWAYS },
	{ "to", ALWAYS }, { "trailing", ALWAYS }, { "treat", ALWAYS }, { "trim", ALWAYS },
	{ "true", ALWAYS }, { "union", ALWAYS }, { "unique", ALWAYS }, { "user", ALWAYS },
	{ "using", ALWAYS }, { "values", ALWAYS }, { "varchar", ALWAYS }, { "variadic", ALWAYS },
	{ "verbose", ALWAYS }, { "when", ALWAYS }, { "where", ALWAYS }, { "window", ALWAYS },
	{ "with", ALWAYS }, { "xmlattributes", ALWAYS }, { "xmlconcat", ALWAYS },
	{ "xmlelement", ALWAYS }, { "xmlexists", ALWAYS }, { "xmlforest", ALWAYS },
	{ "xmlnamespaces", ALWAYS }, { "xmlparse", ALWAYS }, { "xmlpi", ALWAYS },
	{ "xmlroot", ALWAYS }, { "xmlserialize", ALWAYS }, { "xmltable", ALWAYS },
};
/* clang-format on */

static int
compare_cb(const void *name, const void *keyword)
{
	return strcmp(name, ((const struct keyword *)keyword)->word);
}

static const struct keyword *
find(const char *name)
{
	return bsearch(name, keywords, sizeof keywords / sizeof *keywords, sizeof *keywords,
	               compare_cb);
}

bool
ident_keyword(const char *name)
{
	return find(name) != NULL;
}

bool
ident_keyword_everywhere(const char *name)
{
	const struct keyword *keyword = find(name);

	return keyword != NULL && keyword->since == ALWAYS;
}
