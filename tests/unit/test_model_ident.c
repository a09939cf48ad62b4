#include "model/ident.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

/* What PostgreSQL 18 answers to quote_ident(). */
static void
names_are_quoted_as_the_server_does(void **unused)
{
	static const char *const cases[][2] = {
		{ "events", "events" },
		{ "_x9", "_x9" },
		{ "", "\"\"" },
		{ "Events", "\"Events\"" },
		{ "9a", "\"9a\"" },
		{ "a$b", "\"a$b\"" },
		{ "a b", "\"a b\"" },
		{ "a.b", "\"a.b\"" },
		{ "a\"b", "\"a\"\"b\"" },
		{ "caf\xc3\xa9", "\"caf\xc3\xa9\"" },
		{ "select", "\"select\"" },
		{ "all", "\"all\"" },
		{ "xmltable", "\"xmltable\"" },
		{ "int", "\"int\"" },                 /* a column name only */
		{ "left", "\"left\"" },               /* a type or function name */
		{ "json", "\"json\"" },               /* since 17 */
		{ "system_user", "\"system_user\"" }, /* since 16 */
		{ "name", "name" },                   /* unreserved */
		{ "key", "key" },
		{ "index", "index" },
		{ "selects", "selects" },
		{ "selec", "selec" },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text out = { 0 };
		ident_quote(&out, cases[i][0]);
		assert_string_equal(text_str(&out), cases[i][1]);
		text_done(&out);
	}
}

static void
qualified_names_are_quoted_apart(void **unused)
{
	struct text out = { 0 };
	(void)unused;

	text_add(&out, "ON ");
	ident_quote_qualified(&out, "public", "Odd.Name");
	assert_string_equal(text_str(&out), "ON public.\"Odd.Name\"");
	text_done(&out);
}

/* What PostgreSQL answers to quote_literal(). */
static void
literals_are_quoted_as_the_server_does(void **unused)
{
	static const char *const cases[][2] = {
		{ "", "''" },          { "plain", "'plain'" },
		{ "it's", "'it''s'" }, { "a\\b'c", "E'a\\\\b''c'" },
		{ "\\", "E'\\\\'" },   { "\"", "'\"'" },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text out = { 0 };
		ident_literal(&out, cases[i][0]);
		assert_string_equal(text_str(&out), cases[i][1]);
		text_done(&out);
	}
}

static void
names_that_can_be(void **unused)
{
	char longest[64];
	struct err err = { 0 };
	(void)unused;

	memset(longest, 'n', sizeof longest);
	assert_true(ident_valid("a", 1, &err));
	assert_true(ident_valid("A b\".\n\xe2\x82\xac", 9, &err));
	assert_true(ident_valid(longest, 63, &err));
	assert_int_equal(err.code, ERR_NONE);
}

static void
assert_invalid(const char *name, size_t length, const char *message)
{
	struct err err = { 0 };

	assert_false(ident_valid(name, length, &err));
	assert_int_equal(err.code, ERR_MANIFEST);
	assert_string_equal(err.message, message);
}

static void
names_that_cannot_be(void **unused)
{
	char longest[5000];
	struct err err = { 0 };
	(void)unused;

	assert_invalid("", 0, "a name is empty");
	assert_invalid("a\0b", 3, "a name holds a NUL character");
	assert_invalid("a\xff", 2, "a name is not UTF-8");
	assert_invalid(
		"0123456789012345678901234567890123456789012345678901234567890123", 64,
		"the name \"0123456789012345678901234567890123456789012345678901234567890123\" "
		"is 64 bytes long; PostgreSQL keeps 63");
	memset(longest, 'n', sizeof longest);
	assert_false(ident_valid(longest, sizeof longest, &err));
	assert_non_null(strstr(err.message, "n\" is 5000 bytes long"));
}

static void
mentions(void **unused)
{
	static const struct {
		const char *sql_text;
		const char *name;
		bool expected;
	} cases[] = {
		{ "PRIMARY KEY (id)", "id", true },
		{ "FOREIGN KEY (a, b) REFERENCES public.t(c)", "b", true },
		{ "FOREIGN KEY (a, b) REFERENCES public.t(c)", "c", true },
		{ "FOREIGN KEY (a, b) REFERENCES public.t(c)", "d", false },
		{ "id", "id", true },
		{ "", "id", false },
		/* Not as a part of another name or number. */
		{ "CHECK (valid > 0)", "id", false },
		{ "CHECK (id2 > 0)", "id", false },
		{ "CHECK (id$ > 0)", "id", false },
		{ "CHECK (_id > 0)", "id", false },
		{ "CHECK (id\xc3\xa9 > 0)", "id", false },
		{ "CHECK (x > 1e5)", "e5", false },
		{ "CHECK (x > 0x1f)", "x1f", false },
		{ "$1id", "id", false },
		/* Keywords are in capitals, names are not. */
		{ "PRIMARY KEY (id)", "key", false },
		{ "PRIMARY KEY (key)", "key", true },
		{ "ON DELETE NO ACTION", "action", false },
		{ "CHECK (Id > 0)", "id", false },
		/* What must be quoted counts only in quotes. */
		{ "UNIQUE (\"Id\")", "Id", true },
		{ "UNIQUE (\"Id\")", "id", false },
		{ "UNIQUE (\"select\")", "select", true },
		{ "select", "select", false },
		{ "UNIQUE (\"id\")", "id", true },
		{ "UNIQUE (json)", "json", true }, /* an older server */
		{ "UNIQUE (\"json\")", "json", true },
		{ "UNIQUE (\"a\"\"b\")", "a\"b", true },
		{ "UNIQUE (\"a\"\"b\")", "a\"\"b", false },
		{ "UNIQUE (\"a\"\"b\")", "a", false },
		{ "UNIQUE (\"a\"\"\")", "a\"", true },
		{ "UNIQUE (\"a b\")", "a", false },
		{ "UNIQUE (\"a b\")", "a b", true },
		{ "UNIQUE (\"a b", "a b", true },
		/* Not in literals and comments. */
		{ "CHECK (x = 'id')", "id", false },
		{ "CHECK (x = 'a''id''b')", "id", false },
		{ "CHECK (x = 'a') AND id > 0", "id", true },
		{ "CHECK (x = 'it''s' AND id > 0)", "id", true },
		{ "CHECK (x = '\\' AND id > 0)", "id", true },
		{ "CHECK (x = E'\\' AND id > 0)", "id", false },
		{ "CHECK (x = E'\\'' AND id > 0)", "id", true },
		{ "CHECK (x = e'\\\\' AND id > 0)", "id", true },
		{ "CHECK (x = E'", "e", false },
		{ "CHECK (b = B'01')", "B", false },
		{ "CHECK (e = 'x')", "e", true },
		{ "U&'id' U&\"id\"", "U", false },
		{ "CHECK (x = $$id$$)", "id", false },
		{ "CHECK (x = $a$id$$id$a$)", "id", false },
		{ "CHECK (x = $a$x$a$ AND id > 0)", "id", true },
		{ "CHECK (x = $a$id", "id", false },
		{ "x -- id\n> 0", "id", false },
		{ "x -- y\n> id", "id", true },
		{ "x /* id /* y */ id */ > 0", "id", false },
		{ "x /* y */ > id", "id", true },
		{ "x / id", "id", true },
		{ "x - id", "id", true },
		{ "x /* id", "id", false },
		/* A name after a dot is one too. */
		{ "other.t", "t", true },
		{ "caf\xc3\xa9 > 0", "caf\xc3\xa9", true },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (ident_mentions(cases[i].sql_text, cases[i].name) != cases[i].expected)
			fail_msg("'%s' in: %s", cases[i].name, cases[i].sql_text);
}

static void
mentions_qualified(void **unused)
{
	static const struct {
		const char *sql_text;
		const char *schema;
		const char *name;
		bool expected;
	} cases[] = {
		{ "REFERENCES public.t(id)", "public", "t", true },
		{ "public.t", "public", "t", true },
		{ "public.t.id", "public", "t", true },
		{ "public . t", "public", "t", true },
		{ "public.\"t\"", "public", "t", true },
		{ "\"public\".t", "public", "t", true },
		{ "\"Odd S\".\"Odd T\"", "Odd S", "Odd T", true },
		{ "\"public.t\"", "public", "t", false },
		{ "other.public.t2", "public", "t", false },
		{ "other.public.t", "public", "t", false },
		{ "public.t2", "public", "t", false },
		{ "notpublic.t", "public", "t", false },
		{ "public, t", "public", "t", false },
		{ "t.public", "public", "t", false },
		{ "'public.t'", "public", "t", false },
		{ "public.x, public.t", "public", "t", true },
		{ "public.public.t", "public", "t", false },
		{ "public.public", "public", "public", true },
		{ "nextval('public.s'::regclass)", "public", "s", false },
		{ "public.", "public", "t", false },
		{ "public", "public", "t", false },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (ident_mentions_qualified(cases[i].sql_text, cases[i].schema, cases[i].name) !=
		    cases[i].expected)
			fail_msg("%s.%s in: %s", cases[i].schema, cases[i].name, cases[i].sql_text);
}

/* Whatever quoting writes, the scanner finds again. */
static void
quoted_names_are_found_again(void **unused)
{
	/* clang-format off */
	static const char *const names[] = { "id", "Id", "a b", "a\"b", "\"", "a.b", "select", "json",
		"values", "9", "$", "caf\xc3\xa9", "'", "--", "/*", "$$" };
	/* clang-format on */
	(void)unused;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct text sql = { 0 };
		text_add(&sql, "CHECK (");
		ident_quote_qualified(&sql, names[i], names[i]);
		text_add(&sql, " > 0)");
		assert_true(ident_mentions(text_str(&sql), names[i]));
		assert_true(ident_mentions_qualified(text_str(&sql), names[i], names[i]));
		assert_false(ident_mentions(text_str(&sql), "other"));
		text_done(&sql);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_quoted_as_the_server_does),
		cmocka_unit_test(qualified_names_are_quoted_apart),
		cmocka_unit_test(literals_are_quoted_as_the_server_does),
		cmocka_unit_test(names_that_can_be),
		cmocka_unit_test(names_that_cannot_be),
		cmocka_unit_test(mentions),
		cmocka_unit_test(mentions_qualified),
		cmocka_unit_test(quoted_names_are_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
