#include "base/err.h"

#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void
first_error_wins(void **unused)
{
	struct err err = { 0 };
	(void)unused;

	assert_false(err_set_sqlstate(&err, ERR_SERVER, "42P01", "no table %d", 7));
	assert_false(err_set(&err, ERR_IO, "later"));
	assert_int_equal(err.code, ERR_SERVER);
	assert_string_equal(err.sqlstate, "42P01");
	assert_string_equal(err.message, "no table 7");
}

static void
without_sqlstate_it_is_empty(void **unused)
{
	struct err err = { 0 };
	(void)unused;

	memset(err.sqlstate, 'x', sizeof err.sqlstate);
	assert_false(err_set_sqlstate(&err, ERR_CONNECT, NULL, "gone"));
	assert_string_equal(err.sqlstate, "");
}

static void
long_sqlstate_is_cut(void **unused)
{
	struct err err = { 0 };
	(void)unused;

	err_set_sqlstate(&err, ERR_SERVER, "42P01-and-more", "x");
	assert_string_equal(err.sqlstate, "42P01");
}

static void
null_is_allowed(void **unused)
{
	(void)unused;
	assert_false(err_set(NULL, ERR_IO, "nobody asked"));
	assert_false(err_prefix(NULL, "nobody"));
}

static void
message_is_cut_at_a_character(void **unused)
{
	char euros[3 * 1000 + 1] = "";
	(void)unused;

	for (size_t i = 0; i < 1000; i++)
		memcpy(euros + 3 * i, "\xe2\x82\xac", 4);
	/* Each of the three places where the limit can fall in a character. */
	for (int lead = 0; lead < 3; lead++) {
		struct err err = { 0 };
		err_set(&err, ERR_MANIFEST, "%.*s%s", lead, "ab", euros);
		size_t length = strlen(err.message);
		assert_in_range(length, ERR_MESSAGE_BYTES - 3, ERR_MESSAGE_BYTES - 1);
		assert_true(utf8_valid(err.message, length));
	}
}

static void
longest_message_is_kept_whole(void **unused)
{
	char longest[ERR_MESSAGE_BYTES];
	struct err err = { 0 };
	(void)unused;

	memset(longest, 'm', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	err_set(&err, ERR_IO, "%s", longest);
	assert_string_equal(err.message, longest);
}

static void
prefix_goes_in_front(void **unused)
{
	struct err err = { 0 };
	(void)unused;

	assert_false(err_prefix(&err, "unset"));
	assert_int_equal(err.code, ERR_NONE);
	err_set_sqlstate(&err, ERR_AUTH, "28P01", "refused");
	assert_false(err_prefix(&err, "target %s", "main"));
	assert_string_equal(err.message, "target main: refused");
	assert_string_equal(err.sqlstate, "28P01");
	assert_int_equal(err.code, ERR_AUTH);
	/* The message itself may be an argument. */
	err_prefix(&err, "%s", err.message);
	assert_string_equal(err.message, "target main: refused: target main: refused");
}

static void
prefix_never_overflows(void **unused)
{
	char longest[2 * ERR_MESSAGE_BYTES];
	struct err err = { 0 };
	(void)unused;

	memset(longest, 'p', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	err_set(&err, ERR_IO, "%s", longest);
	err_prefix(&err, "file");
	assert_int_equal(strlen(err.message), ERR_MESSAGE_BYTES - 1);
	assert_memory_equal(err.message, "file: ppp", 9);
	err_prefix(&err, "%s", longest);
	assert_int_equal(strlen(err.message), ERR_MESSAGE_BYTES - 1);
}

static void
every_code_has_its_word(void **unused)
{
	static const char *const expected[ERR_CODES] = {
		"none", "usage", "config", "manifest", "io",       "resolve", "connect",
		"auth", "tls",   "server", "timeout",  "protocol", "partial", "stale"
	};
	(void)unused;

	for (int code = 0; code < ERR_CODES; code++)
		assert_string_equal(err_word((enum err_code)code), expected[code]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_error_wins),
		cmocka_unit_test(without_sqlstate_it_is_empty),
		cmocka_unit_test(long_sqlstate_is_cut),
		cmocka_unit_test(null_is_allowed),
		cmocka_unit_test(message_is_cut_at_a_character),
		cmocka_unit_test(longest_message_is_kept_whole),
		cmocka_unit_test(prefix_goes_in_front),
		cmocka_unit_test(prefix_never_overflows),
		cmocka_unit_test(every_code_has_its_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
