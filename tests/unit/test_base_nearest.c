#include "base/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const words[] = { "columns", "constraints", "indexes",
	                             "name",    "not_null",    "requirement" };

static const char *
near(const char *word)
{
	return nearest_word(word, words, sizeof words / sizeof *words);
}

static void
test_slips_find_their_word(void **state)
{
	(void)state;
	assert_string_equal(near("colums"), "columns");
	assert_string_equal(near("columnns"), "columns");
	assert_string_equal(near("cloumns"), "columns");
	assert_string_equal(near("volumns"), "columns");
	assert_string_equal(near("notnull"), "not_null");
	assert_string_equal(near("NOT_NULL"), "not_null");
	assert_string_equal(near("index"), "indexes");
	assert_string_equal(near("requirements"), "requirement");
}

static void
test_far_words_find_nothing(void **state)
{
	(void)state;
	assert_null(near(""));
	assert_null(near("x"));
	assert_null(near("owner"));
	assert_null(near("nullable"));
	assert_null(nearest_word("name", words, 0));
}

static void
test_nearest_wins_and_then_first(void **state)
{
	static const char *const list[] = { "abcdef_", "abcdez", "abcdey" };

	(void)state;
	assert_string_equal(nearest_word("abcdef", list, 3), "abcdef_");
	assert_string_equal(nearest_word("abcdex", list, 3), "abcdez");
	assert_string_equal(nearest_word("abcdey", list, 3), "abcdey");
}

static void
test_long_words_are_passed_over(void **state)
{
	char long_word[200];
	const char *list[2];

	(void)state;
	memset(long_word, 'a', sizeof long_word - 1);
	long_word[sizeof long_word - 1] = '\0';
	assert_null(near(long_word));
	list[0] = long_word;
	list[1] = "name";
	assert_string_equal(nearest_word("nme", list, 2), "name");
	long_word[64] = '\0';
	assert_string_equal(nearest_word(long_word, list, 1), long_word);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slips_find_their_word),
		cmocka_unit_test(test_far_words_find_nothing),
		cmocka_unit_test(test_nearest_wins_and_then_first),
		cmocka_unit_test(test_long_words_are_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
