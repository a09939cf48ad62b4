/* What a manifest may hold that is meant to be more than one clause. */
#include "drift/clause_priv.h"

#include "drift/ddl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#define UNBALANCED "its parentheses are not balanced"
#define COMMENT    "it holds a comment"
#define OPEN       "a quote is not closed"
#define SEMICOLON  "a semicolon stands outside quotes"
#define UNICODE    "it is written with U&"
#define NO_TYPE    "it is not the name of a type"

static void
unsound_text_is_seen(void **unused)
{
	static const struct {
		const char *text;
		const char *why;
	} cases[] = {
		{ "1", NULL },
		{ "((a)::text ~~ '%;--/*$$'::text)", NULL },
		{ "\"a;b\" -1 - -1", NULL },
		{ "$x$ ; DROP TABLE t; -- $x$", NULL },
		{ "E'it\\'s; ' || 'x'", NULL },
		{ "arr[1:2]", NULL },
		{ "caf\xc3\xa9", NULL },
		{ "1; DROP TABLE t", SEMICOLON },
		{ "1; COMMIT", SEMICOLON },
		{ "(1; DROP TABLE t)", SEMICOLON },
		{ ";", SEMICOLON },
		{ "1 -- and", COMMENT },
		{ "1 --", COMMENT },
		{ "1 /* and */", COMMENT },
		{ "1 /* and", COMMENT },
		{ "1 + --1\n1", COMMENT },
		{ "1 +-- ;\n1", COMMENT },
		{ "1 @/* x */ 1", COMMENT },
		{ "(1", UNBALANCED },
		{ "1)", UNBALANCED },
		{ "1) , b integer DEFAULT (1", UNBALANCED },
		{ "(1))(", UNBALANCED },
		{ "([)]", UNBALANCED },
		{ "a[1", UNBALANCED },
		{ "'a", OPEN },
		{ "'a''", OPEN },
		{ "\"a", OPEN },
		{ "E'a\\'", OPEN },
		{ "$$a", OPEN },
		{ "$a$ x $b$", OPEN },
		{ "$a$ x $A$", OPEN },
		{ "", "it is empty" },
		{ " \n\t", "it is empty" },
		{ "U&'\\0041'", UNICODE },
		{ "u&\"a\"", UNICODE },
		{ "1 \\! rm -rf /", "a backslash stands outside quotes" },
		{ "1 \\g", "a backslash stands outside quotes" },
		{ "$1", "it holds a parameter" },
		{ "$1$", "it holds a parameter" },
		/* To the server this is an E'' with an escaped quote in it. */
		{ "$e'a\\'' ; DROP TABLE t; --'", "a dollar sign stands outside quotes" },
		{ "1 $", "a dollar sign stands outside quotes" },
		/* To a server before 15 a number and an E'', or a dollar quote. */
		{ "1e'a\\'' ; DROP TABLE t; --'", "a quote stands right behind a word" },
		{ "1$a$ $b$ $a$ ; DROP TABLE t; $b$", "a dollar sign stands outside quotes" },
		{ "a\"b\"", "a quote stands right behind a word" },
		{ "1e5 - x'1F'::text || N'a'", NULL },
		/* The server reads the second one as the first one's continuation, with its
		 * backslashes: what looks like a literal behind it is not in one. */
		{ "E'a'\n'b\\' ; DROP TABLE t; --'", "two literals stand side by side" },
		{ "E'a' 'b'", "two literals stand side by side" },
		{ "'a' 'b'", "two literals stand side by side" },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *why = clause_unsound(cases[i].text);

		if (cases[i].why == NULL && why != NULL)
			fail_msg("%s: %s", cases[i].text, why);
		if (cases[i].why != NULL && why == NULL)
			fail_msg("taken: %s", cases[i].text);
		if (why != NULL)
			assert_string_equal(why, cases[i].why);
	}
}

static void
nesting_has_an_end(void **unused)
{
	char text[2003] = "";
	(void)unused;

	memset(text, '(', 1001);
	memset(text + 1001, ')', 1001);
	assert_string_equal(clause_unsound(text), "its parentheses are nested too deeply");
	text[2001] = '\0';
	assert_null(clause_unsound(text + 1));
}

static void
types_are_names(void **unused)
{
	static const char *const good[] = {
		"integer",
		"character varying(36)",
		"timestamp(3) with time zone",
		"time without time zone",
		"interval day to second(3)",
		"double precision",
		"bit varying(8)[]",
		"numeric(5,-2)",
		"\"char\"",
		"public.\"State\"[]",
		"public.geometry(Point,4326)",
		"integer[3][]",
	};
	static const char *const bad[] = {
		"integer PRIMARY KEY",
		"integer DEFAULT 1",
		"integer, b integer",
		"integer NOT NULL",
		"NOT NULL",
		"integer REFERENCES o",
		"integer CHECK (true)",
		"\"integer\" with time zone",
		"public.a with time zone",
		"a.b.c",
		"integer[1:2]",
		"integer[a]",
		"integer(1)(2)",
		"integer[] DEFAULT 1",
		"(integer)",
		"'x'",
		"SETOF integer",
		"t%TYPE",
		"1",
		".",
		"a.",
	};
	(void)unused;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		if (clause_untype(good[i]) != NULL)
			fail_msg("%s: %s", good[i], clause_untype(good[i]));
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (clause_untype(bad[i]) == NULL)
			fail_msg("taken: %s", bad[i]);
	}
	assert_string_equal(clause_untype("integer; DROP TABLE t"), SEMICOLON);
	assert_string_equal(clause_untype("integer -- x"), COMMENT);
	assert_string_equal(clause_untype("integer)"), UNBALANCED);
	assert_string_equal(clause_untype("public.a b"), NO_TYPE);
}

/* --- definitions -------------------------------------------------------------------------------- */

static bool
is_taken(enum kind kind, size_t property, const char *text)
{
	const char *value[PROPERTY_MAX] = { NULL };
	struct object object = {
		.kind = kind, .schema = "public", .table = "t", .name = "x", .value = value
	};
	struct text out = { 0 };
	struct err err = { 0 };
	bool taken;

	if (kind == KIND_column)
		value[PROPERTY_column_type] = "integer";
	value[property] = text;
	object.stated = UINT32_MAX >> (32 - kind_table[kind].property_count);
	taken = ddl_write(&object, NULL, 0, NULL, &out, &err);
	if (!taken)
		assert_non_null(
			strstr(err.message, kind == KIND_column ? "t.x: " : "x of public.t"));
	text_done(&out);
	return taken;
}

static void
nothing_follows_a_constraint(void **unused)
{
	static const char *const bad[] = {
		"PRIMARY KEY (id), DROP COLUMN a",
		"PRIMARY KEY (id) , ADD COLUMN b integer",
		"PRIMARY KEY USING INDEX ix",
		"PRIMARY KEY",
		"PRIMARY KEY id",
		"UNIQUE (a) USING INDEX ix",
		"CHECK (true), OWNER TO intruder",
		"CHECK (true) CHECK (false)",
		"CHECK (true) (true)",
		"CHECK true",
		"CHECK (true) NOT",
		"CHECK (true); DROP TABLE t",
		"CHECK (true) -- ",
		"CHECK (true)) , DROP COLUMN (a",
		"FOREIGN KEY (a) REFERENCES o(id), DISABLE TRIGGER ALL",
		"FOREIGN KEY (a) REFERENCES o(id) ON DELETE DROP",
		"FOREIGN KEY (a) REFERENCES a.b.c(id)",
		"FOREIGN KEY (a)",
		"EXCLUDE USING gist (a WITH =) WHERE a > 0",
		"EXCLUDE USING gist",
		"NOT NULL a",
		"x",
		"DROP COLUMN a",
		"",
	};
	(void)unused;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (is_taken(KIND_constraint, PROPERTY_constraint_definition, bad[i]))
			fail_msg("taken: %s", bad[i]);
	}
}

static void
nothing_follows_an_index(void **unused)
{
	static const char *const bad[] = {
		"CREATE INDEX x ON public.t USING btree (a); DROP TABLE public.t",
		"CREATE INDEX x ON public.t USING btree (a) DROP TABLE public.t",
		"CREATE INDEX x ON public.t USING btree (a), (b)",
		"CREATE INDEX x ON public.t USING btree (a) WHERE",
		"CREATE INDEX x ON public.t USING btree",
		"CREATE INDEX x ON public.t (a) -- WHERE a > 0",
		"CREATE INDEX x ON public.t",
		"CREATE INDEX ON public.t (a)",
		"CREATE INDEX U&\"x\" ON public.t (a)",
		"CREATE INDEX public.x ON public.t (a)",
		"CREATE INDEX x ON a.public.t (a)",
		"CREATE TABLE x (a integer)",
		"DROP INDEX x",
		"x",
		"",
	};
	(void)unused;

	assert_true(is_taken(KIND_index, PROPERTY_index_definition,
	                     "CREATE INDEX x ON public.t USING btree (a)"));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (is_taken(KIND_index, PROPERTY_index_definition, bad[i]))
			fail_msg("taken: %s", bad[i]);
	}
}

static void
an_expression_stays_within_its_parentheses(void **unused)
{
	static const size_t properties[] = { PROPERTY_column_default, PROPERTY_column_generated };
	static const char *const bad[] = {
		"1) PRIMARY KEY",
		"1), DROP COLUMN (a",
		"1) , b integer DEFAULT (1",
		"1; COMMIT",
		"1 -- ",
		"(1",
		"'a",
		"",
	};
	(void)unused;

	for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
		assert_true(is_taken(KIND_column, properties[i], "1"));
		for (size_t j = 0; j < sizeof bad / sizeof *bad; j++) {
			if (is_taken(KIND_column, properties[i], bad[j]))
				fail_msg("taken: %s", bad[j]);
		}
	}
}

static void
a_collation_is_a_name(void **unused)
{
	static const char *const bad[] = { "\"C\" PRIMARY KEY", "a.b.c", "'C'", "C, b integer",
		                           "" };
	(void)unused;

	assert_true(is_taken(KIND_column, PROPERTY_column_collation, "pg_catalog.\"C\""));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (is_taken(KIND_column, PROPERTY_column_collation, bad[i]))
			fail_msg("taken: %s", bad[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unsound_text_is_seen),
		cmocka_unit_test(nesting_has_an_end),
		cmocka_unit_test(types_are_names),
		cmocka_unit_test(nothing_follows_a_constraint),
		cmocka_unit_test(nothing_follows_an_index),
		cmocka_unit_test(an_expression_stays_within_its_parentheses),
		cmocka_unit_test(a_collation_is_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
