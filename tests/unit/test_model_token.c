#include "model/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

/* The names of a text, one after another, with a blank between. */
static const char *
names_of(const char *sql, struct arena *arena)
{
	const char *names = "";
	struct token token;

	while ((token = token_next(&sql)).kind != TOKEN_END) {
		const char *name = token_name(&token, arena);

		if (name != NULL)
			names = arena_printf(arena, "%s%s%s", names, *names != '\0' ? " " : "",
			                     name);
	}
	return names;
}

static void
names_are_read_as_they_are_meant(void **unused)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "   ", "" },
		{ "a", "a" },
		{ "public.t(a, b)", "public t a b" },
		{ "\"a \"\"b\"\" c\"", "a \"b\" c" },
		{ "\"\"\"\"", "\"" },
		{ "\"A\".\"b.c\"", "A b.c" },
		{ "'it''s a' b", "b" },
		{ "E'\\'a' b", "b" },
		{ "$$a$$ b $1 c $x$ d $x$", "b c" },
		{ "1e5 a9 a$b", "a9 a$b" },
		{ "$a $1b $", "a" },
		{ "caf\xc3\xa9 x", "caf\xc3\xa9 x" },
		{ "\"open", "open" },
		{ "'open", "" },
		{ "/* a /* b */ c */ d -- e", "d" },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };

		assert_string_equal(names_of(cases[i][0], &arena), cases[i][1]);
		arena_done(&arena);
	}
}

static void
other_tokens_say_what_they_begin_with(void **unused)
{
	const char *at = "a.( 'x' ,";
	(void)unused;

	assert_int_equal(token_next(&at).kind, TOKEN_BARE);
	assert_int_equal(token_next(&at).kind, TOKEN_DOT);
	assert_int_equal(*token_next(&at).start, '(');
	assert_int_equal(*token_next(&at).start, '\'');
	assert_int_equal(*token_next(&at).start, ',');
	assert_int_equal(token_next(&at).kind, TOKEN_END);
	assert_int_equal(token_next(&at).kind, TOKEN_END);
}

/* Which notes the last token of the text carries, the end of the text counted as one. */
static const char *
notes_of(const char *sql)
{
	static char notes[4];
	char *out = notes;
	struct token token;

	memset(notes, 0, sizeof notes);
	do {
		token = token_next(&sql);
		if (token.commented && strchr(notes, 'c') == NULL)
			*out++ = 'c';
		if (token.unfinished && strchr(notes, 'u') == NULL)
			*out++ = 'u';
		if (token.escaped && strchr(notes, 'e') == NULL)
			*out++ = 'e';
	} while (token.kind != TOKEN_END);
	return notes;
}

static void
what_is_not_plain_is_noted(void **unused)
{
	static const char *const cases[][2] = {
		{ "a - b 'it''s' \"q\"\"\" $$x$$ E'\\''", "" },
		{ "a -- b", "c" },
		{ "a /* b */", "c" },
		{ "/* a", "c" },
		{ "a --", "c" },
		{ "'a''", "u" },
		{ "\"a\"\"", "u" },
		{ "'", "u" },
		{ "\"", "u" },
		{ "E'a\\'", "u" },
		{ "E'a\\", "u" },
		{ "$a$ b $b$", "u" },
		{ "$$", "u" },
		{ "U&'a'", "e" },
		{ "u&\"a\"", "e" },
		{ "a & \"b\" '--' \"/*\" $$--$$", "" },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(notes_of(cases[i][0]), cases[i][1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_plain_is_noted),
		cmocka_unit_test(names_are_read_as_they_are_meant),
		cmocka_unit_test(other_tokens_say_what_they_begin_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
