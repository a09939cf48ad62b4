#include "daemon/ini.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

/* What was read, as "1[section] 2{key}{value} ". */
static bool
section_cb(void *arg, unsigned line, const char *name, struct err *err)
{
	if (strcmp(name, "refused") == 0)
		return err_set(err, ERR_CONFIG, "no such section");
	text_addf(arg, "%u[%s] ", line, name);
	return true;
}

static bool
value_cb(void *arg, unsigned line, const char *key, const char *value, struct err *err)
{
	if (strcmp(key, "refused") == 0)
		return err_set(err, ERR_CONFIG, "no such key");
	text_addf(arg, "%u{%s}{%s} ", line, key, value);
	return true;
}

static void
assert_reads_bytes(const char *bytes, size_t length, const char *expected)
{
	struct text read = { 0 };
	struct err err = { 0 };

	if (!ini_parse(bytes, length, "x.ini", section_cb, value_cb, &read, &err))
		fail_msg("%s", err.message);
	assert_string_equal(text_str(&read), expected);
	text_done(&read);
}

static void
assert_reads(const char *text, const char *expected)
{
	assert_reads_bytes(text, strlen(text), expected);
}

static void
assert_refuses_bytes(const char *bytes, size_t length, const char *message)
{
	struct text read = { 0 };
	struct err err = { 0 };

	if (ini_parse(bytes, length, "x.ini", section_cb, value_cb, &read, &err))
		fail_msg("taken: %s", text_str(&read));
	assert_int_equal(err.code, ERR_CONFIG);
	assert_string_equal(err.message, message);
	text_done(&read);
}

static void
assert_refuses(const char *text, const char *message)
{
	assert_refuses_bytes(text, strlen(text), message);
}

static void
sections_and_values_come_with_their_lines(void **unused)
{
	(void)unused;
	assert_reads("[pgdriftd]\nlisten = a\n\n[target main]\nconninfo=b\n",
	             "1[pgdriftd] 2{listen}{a} 4[target main] 5{conninfo}{b} ");
}

static void
a_text_without_anything_is_fine(void **unused)
{
	(void)unused;
	assert_reads("", "");
	assert_reads("\n\n  \n\t\n", "");
	assert_reads("; [a]\n # b = c\n", "");
}

static void
values_are_taken_verbatim(void **unused)
{
	(void)unused;
	assert_reads("[s]\nk = host=x password='a;b #c' # d\n",
	             "1[s] 2{k}{host=x password='a;b #c' # d} ");
	assert_reads("[s]\nk = \"quoted\" \\n ]\n", "1[s] 2{k}{\"quoted\" \\n ]} ");
	assert_reads("[s]\nk ==\nk=\n", "1[s] 2{k}{=} 3{k}{} ");
}

static void
blanks_around_are_dropped(void **unused)
{
	(void)unused;
	assert_reads("  [ s  t ]  \n\tk\t=  v w \t\n", "1[s  t] 2{k}{v w} ");
}

static void
carriage_returns_and_a_last_line_without_end_are_tolerated(void **unused)
{
	(void)unused;
	assert_reads("[s]\r\nk = v\r\n; c\r\n\r\nl = w", "1[s] 2{k}{v} 5{l}{w} ");
}

static void
no_line_is_too_long(void **unused)
{
	struct text text = { 0 };
	struct text expected = { 0 };

	(void)unused;
	text_add(&text, "[s]\nk = ");
	text_add(&expected, "1[s] 2{k}{");
	for (int i = 0; i < 100000; i++) {
		text_addc(&text, (char)('a' + i % 26));
		text_addc(&expected, (char)('a' + i % 26));
	}
	text_add(&text, "\nl = w\n");
	text_add(&expected, "} 3{l}{w} ");
	assert_reads(text_str(&text), text_str(&expected));
	text_done(&text);
	text_done(&expected);
}

static void
what_is_no_ini_is_refused_with_its_line(void **unused)
{
	(void)unused;
	assert_refuses("[s]\n\nfoo\n", "x.ini:3: neither [section] nor key = value");
	assert_refuses("\n[s\n", "x.ini:2: a section's line must end with ]");
	assert_refuses("[s] ; comment\n", "x.ini:1: a section's line must end with ]");
	assert_refuses("[\n", "x.ini:1: a section's line must end with ]");
	assert_refuses("[ ]\n", "x.ini:1: a section must have a name");
	assert_refuses("[s]\n= v\n",
	               "x.ini:2: what stands before = is not a key (letters, digits and _)");
	assert_refuses("; c\nk = v\n[s]\n", "x.ini:2: k stands before the first [section]");
}

static void
what_the_callbacks_refuse_gets_file_and_line(void **unused)
{
	(void)unused;
	assert_refuses("[s]\n[refused]\n", "x.ini:2: no such section");
	assert_refuses("[s]\nk = v\nrefused = 1\n", "x.ini:3: no such key");
}

static void
a_line_is_never_repeated_in_an_error(void **unused)
{
	static const char *const lines[] = {
		"postgresql://app:geheim@db.internal/app?sslmode=require",
		"host db password geheim",
		"[target postgresql://app:geheim@db/app",
	};

	(void)unused;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct text text = { 0 };
		struct text read = { 0 };
		struct err err = { 0 };
		text_addf(&text, "[s]\n%s\n", lines[i]);
		assert_false(ini_parse(text_str(&text), text.length, "x.ini", section_cb, value_cb,
		                       &read, &err));
		assert_null(strstr(err.message, "geheim"));
		assert_memory_equal(err.message, "x.ini:2: ", 9);
		text_done(&text);
		text_done(&read);
	}
}

static void
other_encodings_are_refused(void **unused)
{
	static const char utf16[] = "\xff\xfe[\0s\0]\0\n\0";
	static const char unmarked[] = "[\0s\0]\0";

	(void)unused;
	assert_refuses("\xef\xbb\xbf[s]\n",
	               "x.ini:1: begins with a byte order mark: save it as UTF-8 without");
	assert_refuses_bytes(utf16, sizeof utf16 - 1,
	                     "x.ini:1: begins with a byte order mark: save it as UTF-8 without");
	assert_refuses_bytes(unmarked, sizeof unmarked - 1, "x.ini:1: a NUL byte");
}

static void
a_nul_byte_is_refused_wherever_it_stands(void **unused)
{
	static const char in_value[] = "[s]\nk = a\0b\n";
	static const char in_comment[] = "[s]\n\n; a\0b\n";

	(void)unused;
	assert_refuses_bytes(in_value, sizeof in_value - 1, "x.ini:2: a NUL byte");
	assert_refuses_bytes(in_comment, sizeof in_comment - 1, "x.ini:3: a NUL byte");
}

static void
the_size_is_bounded(void **unused)
{
	char *bytes = mem_alloc(INI_BYTES_MAX + 1);

	(void)unused;
	memset(bytes, '\n', INI_BYTES_MAX + 1);
	assert_reads_bytes(bytes, INI_BYTES_MAX, "");
	assert_refuses_bytes(bytes, INI_BYTES_MAX + 1, "x.ini: larger than the limit of 1 MiB");
	free(bytes);
}

static void
lines_may_be_given_one_by_one(void **unused)
{
	struct text read = { 0 };
	struct err err = { 0 };
	struct ini ini;

	(void)unused;
	ini_init(&ini, "-", section_cb, value_cb, &read);
	assert_true(ini_line(&ini, "[s]", 3, &err));
	assert_true(ini_line(&ini, "k=v", 3, &err));
	assert_false(ini_line(&ini, "k", 1, &err));
	assert_string_equal(err.message, "-:3: neither [section] nor key = value");
	ini_finish(&ini);
	assert_string_equal(text_str(&read), "1[s] 2{k}{v} ");
	text_done(&read);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_and_values_come_with_their_lines),
		cmocka_unit_test(a_text_without_anything_is_fine),
		cmocka_unit_test(values_are_taken_verbatim),
		cmocka_unit_test(blanks_around_are_dropped),
		cmocka_unit_test(carriage_returns_and_a_last_line_without_end_are_tolerated),
		cmocka_unit_test(no_line_is_too_long),
		cmocka_unit_test(what_is_no_ini_is_refused_with_its_line),
		cmocka_unit_test(what_the_callbacks_refuse_gets_file_and_line),
		cmocka_unit_test(a_line_is_never_repeated_in_an_error),
		cmocka_unit_test(other_encodings_are_refused),
		cmocka_unit_test(a_nul_byte_is_refused_wherever_it_stands),
		cmocka_unit_test(the_size_is_bounded),
		cmocka_unit_test(lines_may_be_given_one_by_one),
	};

	return cmocka_run_group_tests_name("daemon_ini", tests, NULL, NULL);
}
