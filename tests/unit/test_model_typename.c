#include "model/typename.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static void
assert_canonical(const char *spelling, const char *expected)
{
	struct text out = { 0 };
	struct err err = { 0 };

	text_add(&out, "type ");
	if (!typename_canonical(spelling, &out, &err))
		fail_msg("%s: %s", spelling, err.message);
	assert_string_equal(text_str(&out) + strlen("type "), expected);
	text_done(&out);
}

/* The right side is what format_type() of PostgreSQL 15 and 18 said of a column made with the left. */
static void
the_servers_spelling(void **unused)
{
	static const char *const cases[][2] = {
		{ "varchar", "character varying" },
		{ "VARCHAR(36)", "character varying(36)" },
		{ "character varying (36)", "character varying(36)" },
		{ "char varying(7)", "character varying(7)" },
		{ "char", "character(1)" },
		{ "char(10)", "character(10)" },
		{ "character", "character(1)" },
		{ "character(3)", "character(3)" },
		{ "nchar", "character(1)" },
		{ "nchar(4)", "character(4)" },
		{ "national char(4)", "character(4)" },
		{ "national character varying(4)", "character varying(4)" },
		{ "bpchar", "bpchar" },
		{ "bpchar(5)", "character(5)" },
		{ "\"char\"", "\"char\"" },
		{ "int", "integer" },
		{ "int4", "integer" },
		{ "integer", "integer" },
		{ "int2", "smallint" },
		{ "smallint", "smallint" },
		{ "int8", "bigint" },
		{ "bigint", "bigint" },
		{ "bool", "boolean" },
		{ "boolean", "boolean" },
		{ "float", "double precision" },
		{ "float(1)", "real" },
		{ "float(24)", "real" },
		{ "float(25)", "double precision" },
		{ "float(53)", "double precision" },
		{ "float4", "real" },
		{ "float8", "double precision" },
		{ "real", "real" },
		{ "double precision", "double precision" },
		{ "decimal", "numeric" },
		{ "dec(5)", "numeric(5,0)" },
		{ "numeric", "numeric" },
		{ "numeric(10)", "numeric(10,0)" },
		{ "numeric(10,2)", "numeric(10,2)" },
		{ "numeric(10, 0)", "numeric(10,0)" },
		{ "timestamptz", "timestamp with time zone" },
		{ "timestamptz(3)", "timestamp(3) with time zone" },
		{ "timestamp", "timestamp without time zone" },
		{ "timestamp(0)", "timestamp(0) without time zone" },
		{ "timestamp(3) with time zone", "timestamp(3) with time zone" },
		{ "timestamp with time zone", "timestamp with time zone" },
		{ "timestamp (3) without time zone", "timestamp(3) without time zone" },
		{ "timestamp(9)", "timestamp(6) without time zone" },
		{ "timetz", "time with time zone" },
		{ "timetz(2)", "time(2) with time zone" },
		{ "time", "time without time zone" },
		{ "time(6)", "time(6) without time zone" },
		{ "time with time zone", "time with time zone" },
		{ "time(4) without time zone", "time(4) without time zone" },
		{ "bit", "bit(1)" },
		{ "bit(8)", "bit(8)" },
		{ "varbit", "bit varying" },
		{ "varbit(9)", "bit varying(9)" },
		{ "bit varying", "bit varying" },
		{ "bit varying(9)", "bit varying(9)" },
		{ "interval", "interval" },
		{ "interval(3)", "interval(3)" },
		{ "interval year", "interval year" },
		{ "interval month", "interval month" },
		{ "interval day", "interval day" },
		{ "interval hour", "interval hour" },
		{ "interval minute", "interval minute" },
		{ "interval second", "interval second" },
		{ "interval second(2)", "interval second(2)" },
		{ "interval year to month", "interval year to month" },
		{ "interval day to hour", "interval day to hour" },
		{ "interval day to minute", "interval day to minute" },
		{ "interval day to second", "interval day to second" },
		{ "interval day to second(4)", "interval day to second(4)" },
		{ "interval hour to minute", "interval hour to minute" },
		{ "interval hour to second(1)", "interval hour to second(1)" },
		{ "interval minute to second", "interval minute to second" },
		{ "interval minute to second(0)", "interval minute to second(0)" },
		{ "interval(6)", "interval(6)" },
		{ "json", "json" },
		{ "JSONB", "jsonb" },
		{ "text", "text" },
		{ "uuid", "uuid" },
		{ "bytea", "bytea" },
		{ "int[]", "integer[]" },
		{ "int[3]", "integer[]" },
		{ "int[3][4]", "integer[]" },
		{ "int array", "integer[]" },
		{ "int array[4]", "integer[]" },
		{ "varchar(36)[]", "character varying(36)[]" },
		{ "timestamptz(3)[]", "timestamp(3) with time zone[]" },
		{ "char[]", "character(1)[]" },
		{ "bit[]", "bit(1)[]" },
		{ "numeric(5)[]", "numeric(5,0)[]" },
		{ "pg_catalog.int4", "integer" },
		{ "pg_catalog.varchar(3)", "character varying(3)" },
		{ "pg_catalog.bpchar", "bpchar" },
		{ "pg_catalog.char", "\"char\"" },
		{ "pg_catalog.bit", "\"bit\"" },
		{ "pg_catalog.timestamptz", "timestamp with time zone" },
		{ "pg_catalog.text", "text" },
		{ "\"int4\"", "integer" },
		{ "\"bit\"", "\"bit\"" },
		{ "\"text\"", "text" },
		{ "interval second(9)", "interval second(6)" },
		{ "time(7)", "time(6) without time zone" },
		{ "national character", "character(1)" },
		{ "nchar varying(3)", "character varying(3)" },
		{ "nchar varying", "character varying" },
		{ "int []", "integer[]" },
		{ "interval day to second(6)", "interval day to second(6)" },
		{ "interval hour to second", "interval hour to second" },
		{ "varchar(10485760)", "character varying(10485760)" },
		{ "bit(83886080)", "bit(83886080)" },
		{ "numeric(1000,1000)", "numeric(1000,1000)" },
		{ "numeric(5,-2)", "numeric(5,-2)" },
		{ "numeric(3,7)", "numeric(3,7)" },
		{ "public.event_state", "public.event_state" },
		{ "Public.Event_State", "public.event_state" },
		{ "public.\"event_state\"", "public.event_state" },
		{ "public.\"Odd Type\"", "public.\"Odd Type\"" },
		{ "public.\"Odd Type\"[]", "public.\"Odd Type\"[]" },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_canonical(cases[i][0], cases[i][1]);
}

/* What is canonical already must stay. */
static void
canonical_stays_canonical(void **unused)
{
	static const char *const cases[] = {
		"character varying(36)",
		"character(1)",
		"bpchar",
		"\"char\"",
		"\"bit\"",
		"bit(1)",
		"timestamp(3) with time zone",
		"time without time zone[]",
		"interval day to second(4)",
		"numeric(10,0)",
		"double precision",
		"public.\"Odd Type\"[]",
		"public.event_state",
		"geometry(Point,4326)",
		"\"Odd\"\"Quote\".x",
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_canonical(cases[i], cases[i]);
}

static void
looser_than_the_server(void **unused)
{
	(void)unused;
	assert_canonical("double", "double precision");
	assert_canonical("timestamp with time zone(3)", "timestamp(3) with time zone");
	assert_canonical(" VarChar\t( 36 ) [ 3 ] [] ", "character varying(36)[]");
	assert_canonical("time\nwith  time zone", "time with time zone");
}

static void
types_of_others_keep_their_modifiers(void **unused)
{
	(void)unused;
	assert_canonical("Geometry( Point , 4326 )[]", "geometry(Point,4326)[]");
	assert_canonical("public.Vector(3)", "public.vector(3)");
	assert_canonical("public . \"State\"", "public.\"State\"");
	assert_canonical("\"plain\"", "plain");
	assert_canonical("app.varchar(3)", "app.varchar(3)");
	assert_canonical("array", "array");
	assert_canonical("\xc3\x89tat", "\xc3\x89tat");
}

static void
what_is_no_type_name_passes(void **unused)
{
	/* clang-format off */
	static const char *const cases[] = { "public.t%TYPE", "Int[", "Int]", "Int(3", "(", "\"Open",
		"Varchar('x')", "Int [x]", "a(1,2,3,4,5,6,7,8,9)", "Character(10) Varying", "A(1) b c",
		"A..B", ".A", "A.", "Numeric((1))", "Int[3]x" };
	/* clang-format on */
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_canonical(cases[i], cases[i]);
}

static void
assert_refused(const char *spelling, const char *expected)
{
	struct text out = { 0 };
	struct err err = { 0 };

	text_add(&out, "kept");
	if (typename_canonical(spelling, &out, &err))
		fail_msg("%s became %s", spelling, text_str(&out));
	assert_int_equal(err.code, ERR_MANIFEST);
	assert_string_equal(err.message, expected);
	assert_string_equal(text_str(&out), "kept");
	text_done(&out);
}

static void
serials_are_refused(void **unused)
{
	static const char *const cases[][2] = {
		{ "serial", "integer" },   { "SERIAL4", "integer" },      { "bigserial", "bigint" },
		{ "serial8", "bigint" },   { "smallserial", "smallint" }, { "serial2", "smallint" },
		{ "serial[]", "integer" },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char expected[256];
		snprintf(
			expected, sizeof expected,
			"type \"%s\": this is no type; write \"%s\" and make it an identity column, "
			"\"identity\": \"by default\"",
			cases[i][0], cases[i][1]);
		assert_refused(cases[i][0], expected);
	}
	assert_canonical("public.serial", "public.serial");
}

static void
modifiers_out_of_range_are_refused(void **unused)
{
	static const char *const cases[][2] = {
		{ "varchar(0)", "write the length as a number from 1 to 10485760" },
		{ "varchar(10485761)", "write the length as a number from 1 to 10485760" },
		{ "varchar(99999999999999999999)",
		  "write the length as a number from 1 to 10485760" },
		{ "varchar(max)", "write the length as a number from 1 to 10485760" },
		{ "varchar(3,4)", "write the length as a number from 1 to 10485760" },
		{ "varchar()", "write the length as a number from 1 to 10485760" },
		{ "char(-)", "write the length as a number from 1 to 10485760" },
		{ "bit(83886081)", "write the length as a number from 1 to 83886080" },
		{ "numeric(0)", "write the precision as a number from 1 to 1000" },
		{ "numeric(1001)", "write the precision as a number from 1 to 1000" },
		{ "numeric(1,2,3)", "write the precision as a number from 1 to 1000" },
		{ "numeric(5,1001)", "write the scale as a number from -1000 to 1000" },
		{ "numeric(5,)", "write the scale as a number from -1000 to 1000" },
		{ "float(0)", "write the precision as a number from 1 to 53" },
		{ "float(54)", "write the precision as a number from 1 to 53" },
		{ "timestamp(-1)", "write the precision as a number from 0 to 6" },
		{ "int(11)", "integer takes nothing in parentheses; write \"integer\"" },
		{ "text(3)", "text takes nothing in parentheses; write \"text\"" },
		{ "interval year(3)",
		  "interval year takes nothing in parentheses; write \"interval year\"" },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char expected[256];
		snprintf(expected, sizeof expected, "type \"%s\": %s", cases[i][0], cases[i][1]);
		assert_refused(cases[i][0], expected);
	}
}

static void
nothing_is_refused(void **unused)
{
	(void)unused;
	assert_refused("", "a type is empty");
	assert_refused(" \t\n", "a type is empty");
}

/* The advice must not fall off the end of the message. */
static void
long_spelling_is_cut_in_the_message(void **unused)
{
	char spelling[4001];
	struct text out = { 0 };
	struct err err = { 0 };
	(void)unused;

	memset(spelling, '1', sizeof spelling - 1);
	memcpy(spelling, "int(", 4);
	spelling[sizeof spelling - 2] = ')';
	spelling[sizeof spelling - 1] = '\0';
	assert_false(typename_canonical(spelling, &out, &err));
	assert_non_null(strstr(err.message, "write \"integer\""));
	text_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_servers_spelling),
		cmocka_unit_test(canonical_stays_canonical),
		cmocka_unit_test(looser_than_the_server),
		cmocka_unit_test(types_of_others_keep_their_modifiers),
		cmocka_unit_test(what_is_no_type_name_passes),
		cmocka_unit_test(serials_are_refused),
		cmocka_unit_test(modifiers_out_of_range_are_refused),
		cmocka_unit_test(nothing_is_refused),
		cmocka_unit_test(long_spelling_is_cut_in_the_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
