#include "model/typename_priv.h"

#include <string.h>

/* PostgreSQL's own words for its types; what is not here is taken as it stands. Checked against
 * format_type() of PostgreSQL 15 and 18. */
static const struct typename_alias aliases[] = {
	{ "bigint", "bigint", TAKES_NOTHING, "", "" },
	{ "bit", "bit", TAKES_BITS, "", "(1)" },
	{ "bit varying", "bit varying", TAKES_BITS, "", "" },
	{ "bool", "boolean", TAKES_NOTHING, "", "" },
	{ "boolean", "boolean", TAKES_NOTHING, "", "" },
	{ "bpchar", "bpchar", TAKES_LENGTH, "", "" },
	{ "bytea", "bytea", TAKES_NOTHING, "", "" },
	{ "char", "character", TAKES_LENGTH, "", "(1)" },
	{ "char varying", "character varying", TAKES_LENGTH, "", "" },
	{ "character", "character", TAKES_LENGTH, "", "(1)" },
	{ "character varying", "character varying", TAKES_LENGTH, "", "" },
	{ "date", "date", TAKES_NOTHING, "", "" },
	{ "dec", "numeric", TAKES_DIGITS, "", "" },
	{ "decimal", "numeric", TAKES_DIGITS, "", "" },
	{ "double", "double precision", TAKES_NOTHING, "", "" },
	{ "double precision", "double precision", TAKES_NOTHING, "", "" },
	{ "float", "double precision", TAKES_FLOAT, "", "" },
	{ "float4", "real", TAKES_NOTHING, "", "" },
	{ "float8", "double precision", TAKES_NOTHING, "", "" },
	{ "int", "integer", TAKES_NOTHING, "", "" },
	{ "int2", "smallint", TAKES_NOTHING, "", "" },
	{ "int4", "integer", TAKES_NOTHING, "", "" },
	{ "int8", "bigint", TAKES_NOTHING, "", "" },
	{ "integer", "integer", TAKES_NOTHING, "", "" },
	{ "interval", "interval", TAKES_SECONDS, "", "" },
	{ "interval day", "interval day", TAKES_NOTHING, "", "" },
	{ "interval day to hour", "interval day to hour", TAKES_NOTHING, "", "" },
	{ "interval day to minute", "interval day to minute", TAKES_NOTHING, "", "" },
	{ "interval day to second", "interval day to second", TAKES_SECONDS, "", "" },
	{ "interval hour", "interval hour", TAKES_NOTHING, "", "" },
	{ "interval hour to minute", "interval hour to minute", TAKES_NOTHING, "", "" },
	{ "interval hour to second", "interval hour to second", TAKES_SECONDS, "", "" },
	{ "interval minute", "interval minute", TAKES_NOTHING, "", "" },
	{ "interval minute to second", "interval minute to second", TAKES_SECONDS, "", "" },
	{ "interval month", "interval month", TAKES_NOTHING, "", "" },
	{ "interval second", "interval second", TAKES_SECONDS, "", "" },
	{ "interval year", "interval year", TAKES_NOTHING, "", "" },
	{ "interval year to month", "interval year to month", TAKES_NOTHING, "", "" },
	{ "json", "json", TAKES_NOTHING, "", "" },
	{ "jsonb", "jsonb", TAKES_NOTHING, "", "" },
	{ "national char", "character", TAKES_LENGTH, "", "(1)" },
	{ "national char varying", "character varying", TAKES_LENGTH, "", "" },
	{ "national character", "character", TAKES_LENGTH, "", "(1)" },
	{ "national character varying", "character varying", TAKES_LENGTH, "", "" },
	{ "nchar", "character", TAKES_LENGTH, "", "(1)" },
	{ "nchar varying", "character varying", TAKES_LENGTH, "", "" },
	{ "numeric", "numeric", TAKES_DIGITS, "", "" },
	{ "real", "real", TAKES_NOTHING, "", "" },
	{ "smallint", "smallint", TAKES_NOTHING, "", "" },
	{ "text", "text", TAKES_NOTHING, "", "" },
	{ "time", "time", TAKES_SECONDS, " without time zone", "" },
	{ "time with time zone", "time", TAKES_SECONDS, " with time zone", "" },
	{ "time without time zone", "time", TAKES_SECONDS, " without time zone", "" },
	{ "timestamp", "timestamp", TAKES_SECONDS, " without time zone", "" },
	{ "timestamp with time zone", "timestamp", TAKES_SECONDS, " with time zone", "" },
	{ "timestamp without time zone", "timestamp", TAKES_SECONDS, " without time zone", "" },
	{ "timestamptz", "timestamp", TAKES_SECONDS, " with time zone", "" },
	{ "timetz", "time", TAKES_SECONDS, " with time zone", "" },
	{ "uuid", "uuid", TAKES_NOTHING, "", "" },
	{ "varbit", "bit varying", TAKES_BITS, "", "" },
	{ "varchar", "character varying", TAKES_LENGTH, "", "" },
};

const struct typename_alias *
typename_alias(const char *spelling)
{
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (strcmp(aliases[i].spelling, spelling) == 0)
			return &aliases[i];
	return NULL;
}
