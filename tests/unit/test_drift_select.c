// link: expect_build.c
#include "drift/select.h"

#include "expect_build.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static struct expected *
four_modules(void)
{
	struct build *build = build_new();

	build_module(build, "alpha", REQUIREMENT_REQUIRED);
	build_module(build, "alpine", REQUIREMENT_OPTIONAL);
	build_module(build, "beta", REQUIREMENT_UNWANTED);
	build_module(build, "gamma", REQUIREMENT_OPTIONAL);
	return build_done(build);
}

/* A letter for each module: capital where selected, then "!" where required. */
static const char *
letters(const struct selection *selection, char *out)
{
	char *at = out;

	for (size_t i = 1; i < 5; i++) {
		*at++ = selection->selected[i] ? "ALBG"[i - 1] : "albg"[i - 1];
		if (selection->required[i])
			*at++ = '!';
	}
	*at = '\0';
	return out;
}

static void
assert_selects(const char *const *patterns, size_t count, const char *wanted)
{
	struct expected *expected = four_modules();
	struct selection selection;
	struct arena arena = { 0 };
	struct err err = { 0 };
	char out[16];

	assert_true(select_modules(expected, patterns, count, &arena, &selection, &err));
	assert_true(selection.selected[MODULE_PREREQUISITES]);
	assert_true(selection.required[MODULE_PREREQUISITES]);
	assert_string_equal(letters(&selection, out), wanted);
	arena_done(&arena);
	expected_unref(expected);
}

#define SELECTS(wanted, ...)                                                          \
	do {                                                                          \
		const char *const patterns[] = { __VA_ARGS__ };                       \
		assert_selects(patterns, sizeof patterns / sizeof *patterns, wanted); \
	} while (0)

static void
patterns_are_read_in_order(void **unused)
{
	(void)unused;
	assert_selects(NULL, 0, "A!LBG");
	SELECTS("A!LBG", "*");
	SELECTS("A!lbg", "alpha");
	SELECTS("A!Lbg", "al*");
	SELECTS("a!LBG", "!alpha");
	SELECTS("a!LBG", "*", "!alpha");
	SELECTS("A!lbg", "*", "!*", "alpha");
	SELECTS("A!lBg", "alp*", "beta", "!alpine");
	SELECTS("A!lBG", "!alp*", "alpha");
	SELECTS("A!Lbg", "al[p]ha", "alp?ne");
	SELECTS("a!lbg", "Z*");
}

static void
a_literal_name_makes_an_optional_module_required(void **unused)
{
	(void)unused;
	SELECTS("a!L!bg", "alpine");
	SELECTS("A!L!BG", "*", "alpine");
	SELECTS("A!LBG!", "al*", "beta", "gamma");
	/* Taken away, it is not asked for at all. */
	SELECTS("A!lBG", "*", "!alpine");
	/* What must not be there does not become required by being named. */
	SELECTS("a!lBg", "beta");
}

static void
assert_refused(const char *pattern, const char *message)
{
	struct expected *expected = four_modules();
	struct selection selection = { 0 };
	struct arena arena = { 0 };
	struct err err = { 0 };

	assert_false(select_modules(expected, &pattern, 1, &arena, &selection, &err));
	assert_int_equal(err.code, ERR_CONFIG);
	assert_string_equal(err.message, message);
	assert_null(selection.selected);
	arena_done(&arena);
	expected_unref(expected);
}

static void
a_name_of_no_module_is_refused(void **unused)
{
	(void)unused;
	assert_refused("alpa", "the manifest has no module \"alpa\": did you mean \"alpha\"?");
	assert_refused("!gama", "the manifest has no module \"gama\": did you mean \"gamma\"?");
	assert_refused("events", "the manifest has no module \"events\"");
	assert_refused("Alpha", "the manifest has no module \"Alpha\": did you mean \"alpha\"?");
	/* The prerequisites have no name to ask for. */
	assert_refused("", "the manifest has no module \"\"");
	assert_refused("!", "the manifest has no module \"\"");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_are_read_in_order),
		cmocka_unit_test(a_literal_name_makes_an_optional_module_required),
		cmocka_unit_test(a_name_of_no_module_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
