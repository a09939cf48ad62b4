#include "drift/reference_priv.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static const char *
joined(const struct column_list *list, struct arena *arena)
{
	const char *text = "";

	for (size_t i = 0; i < list->count; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? "|" : "", list->names[i]);
	return text;
}

static void
foreign_keys_are_read_as_the_server_writes_them(void **unused)
{
	static const char *const cases[][5] = {
		{ "FOREIGN KEY (a) REFERENCES public.t(id)", "a", "public", "t", "id" },
		{ "FOREIGN KEY (a, b) REFERENCES app.t(x, y) MATCH FULL ON UPDATE CASCADE ON DELETE SET "
		  "NULL (a) DEFERRABLE INITIALLY DEFERRED NOT VALID",
		  "a|b", "app", "t", "x|y" },
		{ "FOREIGN KEY (\"A b\", \"c\"\"d\") REFERENCES \"My.Schema\".\"T(\"(\"x,\", y)",
		  "A b|c\"d", "My.Schema", "T(", "x,|y" },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct reference reference;

		assert_true(reference_read(cases[i][0], &arena, &reference));
		assert_string_equal(joined(&reference.own, &arena), cases[i][1]);
		assert_string_equal(reference.schema, cases[i][2]);
		assert_string_equal(reference.table, cases[i][3]);
		assert_string_equal(joined(&reference.columns, &arena), cases[i][4]);
		arena_done(&arena);
	}
}

static void
other_shapes_are_given_up_on(void **unused)
{
	static const char *const cases[] = {
		"",
		"FOREIGN",
		"FOREIGN KEY",
		"FOREIGN KEY (",
		"FOREIGN KEY ()",
		"FOREIGN KEY (a",
		"FOREIGN KEY (a) REFERENCES",
		"FOREIGN KEY (a) REFERENCES t(id)",
		"FOREIGN KEY (a) REFERENCES public.t",
		"FOREIGN KEY (a) REFERENCES public.t(",
		"FOREIGN KEY (a) REFERENCES public.t(x",
		"FOREIGN KEY (a,) REFERENCES public.t(x)",
		"FOREIGN KEY (a b) REFERENCES public.t(x)",
		"FOREIGN KEY (a, PERIOD p) REFERENCES public.t(x, PERIOD q)",
		"FOREIGN KEY (lower(a)) REFERENCES public.t(x)",
		"FOREIGN KEY ('a') REFERENCES public.t(x)",
		"foreign key (a) references public.t(x)",
		"PRIMARY KEY (a)",
		"CHECK ((a > 0))",
	};
	struct arena arena = { 0 };
	struct reference reference;
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_false(reference_read(cases[i], &arena, &reference));
	arena_done(&arena);
}

static void
more_columns_than_a_key_can_have_are_given_up_on(void **unused)
{
	struct arena arena = { 0 };
	struct column_list columns;
	struct text text = { 0 };
	(void)unused;

	text_add(&text, "PRIMARY KEY (a");
	for (int i = 1; i < REFERENCE_COLUMNS; i++)
		text_addf(&text, ", a%d", i);
	text_add(&text, ")");
	assert_true(reference_key(text_str(&text), &arena, &columns));
	assert_int_equal(columns.count, REFERENCE_COLUMNS);
	text.length--;
	text_add(&text, ", z)");
	assert_false(reference_key(text_str(&text), &arena, &columns));
	text_done(&text);
	arena_done(&arena);
}

static void
keys_are_read(void **unused)
{
	static const char *const cases[][2] = {
		{ "PRIMARY KEY (id)", "id" },
		{ "PRIMARY KEY (a, \"B\") INCLUDE (c)", "a|B" },
		{ "UNIQUE (a)", "a" },
		{ "UNIQUE (a) DEFERRABLE", "a" },
		{ "UNIQUE NULLS NOT DISTINCT (a, b)", "a|b" },
		{ "CREATE UNIQUE INDEX \"USING\" ON public.t USING btree (a, b)", "a|b" },
		{ "CREATE UNIQUE INDEX i ON public.t USING btree (a) WHERE (b > 0)", NULL },
		{ "CREATE UNIQUE INDEX i ON public.t USING btree (lower(a))", NULL },
		{ "CREATE UNIQUE INDEX i ON public.t", NULL },
		{ "CREATE INDEX i ON public.t USING btree (a)", NULL },
		{ "CHECK ((a > 0))", NULL },
		{ "UNIQUE", NULL },
		{ "", NULL },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct column_list columns;
		bool read = reference_key(cases[i][0], &arena, &columns);

		assert_int_equal(read, cases[i][1] != NULL);
		if (read)
			assert_string_equal(joined(&columns, &arena), cases[i][1]);
		arena_done(&arena);
	}
}

static void
the_same_columns_in_any_order(void **unused)
{
	static const struct column_list ab = { { "a", "b" }, 2 };
	static const struct column_list ba = { { "b", "a" }, 2 };
	static const struct column_list ac = { { "a", "c" }, 2 };
	static const struct column_list a = { { "a" }, 1 };
	(void)unused;

	assert_true(reference_same(&ab, &ba));
	assert_false(reference_same(&ab, &ac));
	assert_false(reference_same(&ab, &a));
	assert_false(reference_same(&a, &ab));
}

static void
types_of_a_schema_are_read(void **unused)
{
	static const char *const cases[][3] = {
		{ "public.state", "public", "state" },
		{ "public.state[]", "public", "state" },
		{ "\"A\".\"b c\"[]", "A", "b c" },
		{ "public.geometry(Point,4326)", NULL, NULL },
		{ "integer", NULL, NULL },
		{ "character varying(36)", NULL, NULL },
		{ "", NULL, NULL },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		const char *schema;
		const char *name;
		bool read = reference_type(cases[i][0], &arena, &schema, &name);

		assert_int_equal(read, cases[i][1] != NULL);
		if (read) {
			assert_string_equal(schema, cases[i][1]);
			assert_string_equal(name, cases[i][2]);
		}
		arena_done(&arena);
	}
}

static void
mentions_are_columns_and_types(void **unused)
{
	static const char *const cases[][2] = {
		{ "CHECK ((code > 0))", "code" },
		{ "CHECK (((a)::text = ANY ((ARRAY['x'::character varying, "
		  "'b'::character varying])::text[])))",
		  "a" },
		{ "CHECK ((state <> 'draft'::public.state))", "state public.state" },
		{ "'draft'::public.\"St\"", "public.St" },
		{ "CREATE INDEX code ON public.t USING btree (a, \"B\" DESC) INCLUDE (c) "
		  "WHERE (d IS NOT NULL)",
		  "a B c d" },
		{ "CREATE INDEX i ON ONLY public.t USING gin (to_tsvector('english'::regconfig, body))",
		  "body" },
		{ "CREATE INDEX i ON public.t USING btree (public.f(a), ((b ->> 'k'::text)))",
		  "a b" },
		{ "EXCLUDE USING gist (room WITH =, during WITH &&)", "room during" },
		{ "lower(x) + 1e5", "x" },
		{ "", "" },
		{ "x::", "x" },
		{ "x::public.", "x" },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct mentions mentions;
		struct mention mention;
		const char *found = "";

		mentions_start(&mentions, cases[i][0]);
		while (mentions_next(&mentions, &arena, &mention))
			found = arena_printf(&arena, "%s%s%s%s%s", found, *found != '\0' ? " " : "",
			                     mention.schema != NULL ? mention.schema : "",
			                     mention.schema != NULL ? "." : "", mention.name);
		assert_string_equal(found, cases[i][1]);
		arena_done(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(foreign_keys_are_read_as_the_server_writes_them),
		cmocka_unit_test(other_shapes_are_given_up_on),
		cmocka_unit_test(more_columns_than_a_key_can_have_are_given_up_on),
		cmocka_unit_test(keys_are_read),
		cmocka_unit_test(the_same_columns_in_any_order),
		cmocka_unit_test(types_of_a_schema_are_read),
		cmocka_unit_test(mentions_are_columns_and_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
