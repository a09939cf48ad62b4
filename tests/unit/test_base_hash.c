#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void
sha256_of_known_texts(void **unused)
{
	char hex[HASH_HEX_BYTES];
	(void)unused;

	/* FIPS 180-4's own examples, and nothing at all. */
	hash_sha256("abc", 3, hex);
	assert_string_equal(hex,
	                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hash_sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, hex);
	assert_string_equal(hex,
	                    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	hash_sha256("", 0, hex);
	assert_string_equal(hex,
	                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	hash_sha256(NULL, 0, hex);
	assert_string_equal(hex,
	                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void
assert_lists_differ(const char *const *one, size_t ones, const char *const *two, size_t twos)
{
	char first[HASH_HEX_BYTES], second[HASH_HEX_BYTES];

	hash_strings(one, ones, 64, first);
	hash_strings(two, twos, 64, second);
	assert_string_not_equal(first, second);
}

static void
lists_are_unambiguous(void **unused)
{
	(void)unused;
	assert_lists_differ((const char *[]){ "ab", "c" }, 2, (const char *[]){ "a", "bc" }, 2);
	assert_lists_differ((const char *[]){ "a" }, 1, (const char *[]){ "a", "" }, 2);
	assert_lists_differ((const char *[]){ "" }, 1, (const char *[]){ NULL }, 1);
	assert_lists_differ((const char *[]){ "a", "b" }, 2, (const char *[]){ "b", "a" }, 2);
}

/* Ids in reports are made this way and must stay the same from release to release: SHA-256 of
 * 00000000 00000001 'a', ffffffff ffffffff, 00000000 00000002 'bc'. */
static void
list_hash_is_pinned(void **unused)
{
	static const char bytes[] = "\0\0\0\0\0\0\0\1"
				    "a"
				    "\xff\xff\xff\xff\xff\xff\xff\xff"
				    "\0\0\0\0\0\0\0\2"
				    "bc";
	char expected[HASH_HEX_BYTES], actual[HASH_HEX_BYTES];
	(void)unused;

	hash_sha256(bytes, sizeof bytes - 1, expected);
	hash_strings((const char *[]){ "a", NULL, "bc" }, 3, 64, actual);
	assert_string_equal(actual, expected);
}

static void
digits_are_cut(void **unused)
{
	char whole[HASH_HEX_BYTES], part[HASH_HEX_BYTES];
	(void)unused;

	hash_strings((const char *[]){ "x" }, 1, 64, whole);
	for (size_t digits = 0; digits <= 64; digits++) {
		memset(part, '#', sizeof part);
		hash_strings((const char *[]){ "x" }, 1, digits, part);
		assert_int_equal(strlen(part), digits);
		assert_memory_equal(part, whole, digits);
	}
}

static void
fnv_goes_over_the_terminator(void **unused)
{
	(void)unused;
	/* From the FNV reference vectors, which have "foobar" with its NUL too. */
	assert_true(hash_string(HASH_SEED, "") == 0xaf63bd4c8601b7dfu);
	assert_true(hash_string(HASH_SEED, "foobar") == 0x34531ca7168b8f38u);
}

static void
fnv_chains_are_unambiguous(void **unused)
{
	uint64_t one, two;
	(void)unused;

	one = hash_string(hash_string(HASH_SEED, "ab"), "c");
	two = hash_string(hash_string(HASH_SEED, "a"), "bc");
	assert_true(one != two);
	assert_true(hash_string(HASH_SEED, NULL) != hash_string(HASH_SEED, ""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_of_known_texts),
		cmocka_unit_test(lists_are_unambiguous),
		cmocka_unit_test(list_hash_is_pinned),
		cmocka_unit_test(digits_are_cut),
		cmocka_unit_test(fnv_goes_over_the_terminator),
		cmocka_unit_test(fnv_chains_are_unambiguous),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
