#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1
#endif

#ifdef UNDER_ASAN
#include <sanitizer/asan_interface.h>
#endif

static bool
all_zero(const unsigned char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

static void
memory_is_zeroed_aligned_and_apart(void **unused)
{
	static const size_t sizes[] = {
		1, 3, 16, 17, 100, 1000, 1024, 1025, 5000, 70000, 2000000, 7
	};
	enum { COUNT = 600 };
	unsigned char *memory[COUNT];
	size_t length[COUNT];
	size_t sum = 0;
	struct arena arena = { 0 };
	(void)unused;

	for (size_t i = 0; i < COUNT; i++) {
		length[i] = sizes[i * 7 % (i < 60 ? sizeof sizes / sizeof *sizes : 9)];
		memory[i] = arena_alloc(&arena, length[i]);
		sum += length[i];
		assert_int_equal((uintptr_t)memory[i] % alignof(max_align_t), 0);
		assert_true(all_zero(memory[i], length[i]));
		memset(memory[i], (int)(i % 255) + 1, length[i]);
	}
	for (size_t i = 0; i < COUNT; i++)
		for (size_t at = 0; at < length[i]; at++)
			assert_int_equal(memory[i][at], i % 255 + 1);
	assert_int_equal(arena.bytes, sum);
	arena_done(&arena);
	assert_null(arena.block);
	assert_int_equal(arena.bytes, 0);
}

static void
empty_allocations_differ(void **unused)
{
	struct arena arena = { 0 };
	char *first, *second;
	(void)unused;

	first = arena_alloc(&arena, 0);
	second = arena_alloc(&arena, 0);
	assert_non_null(first);
	assert_ptr_not_equal(first, second);
	arena_done(&arena);
}

static void
done_twice_and_use_again(void **unused)
{
	struct arena arena = { 0 };
	(void)unused;

	arena_done(&arena);
	assert_string_equal(arena_strdup(&arena, "once"), "once");
	arena_done(&arena);
	arena_done(&arena);
	assert_string_equal(arena_strdup(&arena, "again"), "again");
	arena_done(&arena);
}

/* A large allocation must not cost the room that is left in the newest block. */
static void
large_allocations_stand_aside(void **unused)
{
	struct arena arena = { 0 };
	char *before, *after;
	(void)unused;

	before = arena_alloc(&arena, 16);
	arena_alloc(&arena, 100000);
	after = arena_alloc(&arena, 16);
	assert_in_range((uintptr_t)after, (uintptr_t)before + 16, (uintptr_t)before + 64);
	arena_done(&arena);
}

static void
strings_are_copied(void **unused)
{
	struct arena arena = { 0 };
	char source[] = "source";
	char *copy;
	(void)unused;

	copy = arena_strdup(&arena, source);
	source[0] = 'x';
	assert_string_equal(copy, "source");
	assert_null(arena_strdup(&arena, NULL));
	assert_null(arena_strndup(&arena, NULL, 3));
	assert_string_equal(arena_strndup(&arena, "abcdef", 3), "abc");
	assert_memory_equal(arena_strndup(&arena, "a\0b", 3), "a\0b", 4);
	assert_string_equal(arena_printf(&arena, "%s-%05d", "n", 42), "n-00042");
	assert_int_equal(strlen(arena_printf(&arena, "%9000s", "wide")), 9000);
	arena_done(&arena);
}

static void
arrays_are_zeroed(void **unused)
{
	struct arena arena = { 0 };
	uint64_t *numbers = arena_array(&arena, 1000, sizeof *numbers);
	(void)unused;

	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(numbers[i], 0);
	arena_done(&arena);
}

static void
plain_memory(void **unused)
{
	char *memory = mem_alloc(0);
	char *copy;
	(void)unused;

	assert_non_null(memory);
	free(memory);
	memory = mem_alloc(100);
	assert_true(all_zero((unsigned char *)memory, 100));
	strcpy(memory, "kept");
	memory = mem_resize(memory, 100, 50);
	assert_string_equal(memory, "kept");
	memory = mem_resize(memory, 0, 50);
	assert_non_null(memory);
	free(memory);
	copy = mem_strdup("copy");
	assert_string_equal(copy, "copy");
	free(copy);
}

static void
array_overflow(void)
{
	struct arena arena = { 0 };
	arena_array(&arena, SIZE_MAX / 2, 4);
}

static void
resize_overflow(void)
{
	free(mem_resize(NULL, SIZE_MAX / 2, 4));
}

static void
huge_allocation(void)
{
	struct arena arena = { 0 };
	arena_alloc(&arena, SIZE_MAX - 8);
}

/* In a child: abort is the answer, not an exit code that could be read as a verdict. */
static void
assert_aborts(void (*attempt)(void))
{
	int status = 0;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0 });
		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO);
		attempt();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void
impossible_sizes_abort(void **unused)
{
	(void)unused;
	assert_aborts(array_overflow);
	assert_aborts(resize_overflow);
	assert_aborts(huge_allocation);
}

#ifdef UNDER_ASAN
static void
slack_is_poisoned(void **unused)
{
	struct arena arena = { 0 };
	char *small = arena_alloc(&arena, 10);
	char *exact = arena_alloc(&arena, 32);
	(void)unused;

	assert_false(__asan_address_is_poisoned(small + 9));
	assert_true(__asan_address_is_poisoned(small + 10));
	assert_false(__asan_address_is_poisoned(exact + 31));
	assert_true(__asan_address_is_poisoned(exact + 32));
	arena_done(&arena);
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
		cmocka_unit_test(empty_allocations_differ),
		cmocka_unit_test(done_twice_and_use_again),
		cmocka_unit_test(large_allocations_stand_aside),
		cmocka_unit_test(strings_are_copied),
		cmocka_unit_test(arrays_are_zeroed),
		cmocka_unit_test(plain_memory),
		cmocka_unit_test(impossible_sizes_abort),
#ifdef UNDER_ASAN
		cmocka_unit_test(slack_is_poisoned),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
