#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct place {
	char directory[64];
	char path[96];
};

static int
setup(void **state)
{
	struct place *place = calloc(1, sizeof *place);

	strcpy(place->directory, "/tmp/pgdriftd-file-XXXXXX");
	if (mkdtemp(place->directory) == NULL)
		return -1;
	snprintf(place->path, sizeof place->path, "%s/data", place->directory);
	*state = place;
	return 0;
}

static int
teardown(void **state)
{
	struct place *place = *state;
	int failed;

	unlink(place->path);
	failed = rmdir(place->directory);
	free(place);
	return failed;
}

static void
write_file(const struct place *place, size_t length)
{
	FILE *file = fopen(place->path, "w");

	assert_non_null(file);
	for (size_t i = 0; i < length; i++)
		putc((int)('a' + i % 26), file);
	assert_int_equal(fclose(file), 0);
}

static void
assert_read(const char *path, size_t max_bytes, size_t length)
{
	struct err err = { 0 };
	char *bytes = NULL;
	size_t got = 0;

	assert_true(file_read(path, max_bytes, &bytes, &got, &err));
	assert_int_equal(got, length);
	for (size_t i = 0; i < length; i++)
		assert_int_equal(bytes[i], 'a' + i % 26);
	assert_int_equal(bytes[length], '\0');
	free(bytes);
}

/* Returns the message; what the caller had stays as it was. */
static const char *
refusal(const char *path, size_t max_bytes, struct err *err)
{
	char mark;
	char *bytes = &mark;
	size_t length = 4711;

	*err = (struct err){ 0 };
	assert_false(file_read(path, max_bytes, &bytes, &length, err));
	assert_ptr_equal(bytes, &mark);
	assert_int_equal(length, 4711);
	assert_int_equal(err->code, ERR_IO);
	return err->message;
}

static void
reads_whole_files(void **state)
{
	static const size_t lengths[] = { 0, 1, 65535, 65536, 65537, 300000 };
	const struct place *place = *state;

	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		write_file(place, lengths[i]);
		assert_read(place->path, 1 << 20, lengths[i]);
		assert_read(place->path, lengths[i], lengths[i]);
	}
}

static void
refuses_more_than_the_limit(void **state)
{
	const struct place *place = *state;
	char expected[256];
	struct err err;

	write_file(place, 70000);
	snprintf(expected, sizeof expected, "%s: larger than the limit of 64 KiB", place->path);
	assert_string_equal(refusal(place->path, 65536, &err), expected);
	snprintf(expected, sizeof expected, "%s: larger than the limit of 69999 bytes",
	         place->path);
	assert_string_equal(refusal(place->path, 69999, &err), expected);
	snprintf(expected, sizeof expected, "%s: larger than the limit of 0 bytes", place->path);
	assert_string_equal(refusal(place->path, 0, &err), expected);
}

static void
says_what_is_wrong(void **state)
{
	const struct place *place = *state;
	char expected[256];
	struct err err;

	snprintf(expected, sizeof expected, "%s: No such file or directory", place->path);
	assert_string_equal(refusal(place->path, 100, &err), expected);
	snprintf(expected, sizeof expected, "%s: Is a directory", place->directory);
	assert_string_equal(refusal(place->directory, 100, &err), expected);
}

/* A child writes `length` bytes into a pipe in pieces; the path names the reading end. */
static pid_t
start_writer(size_t length, char ret_path[32], int *ret_end)
{
	int ends[2];
	pid_t child;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(ends[0]);
		for (size_t i = 0; i < length; i++) {
			char c = (char)('a' + i % 26);
			if (write(ends[1], &c, 1) != 1)
				_exit(1);
		}
		_exit(0);
	}
	close(ends[1]);
	snprintf(ret_path, 32, "/dev/fd/%d", ends[0]);
	*ret_end = ends[0];
	return child;
}

static void
reads_pipes(void **state)
{
	char path[32];
	int end, status;
	pid_t child = start_writer(5000, path, &end);
	(void)state;

	assert_read(path, 5000, 5000);
	close(end);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void
bounds_pipes(void **state)
{
	char path[32];
	int end, status;
	pid_t child = start_writer(5000, path, &end);
	struct err err;
	(void)state;

	assert_non_null(strstr(refusal(path, 4096, &err), ": larger than the limit of 4 KiB"));
	close(end);
	assert_int_equal(waitpid(child, &status, 0), child);
}

static void
bounds_what_never_ends(void **state)
{
	struct err err;
	(void)state;

	assert_string_equal(refusal("/dev/zero", 3 << 20, &err),
	                    "/dev/zero: larger than the limit of 3 MiB");
}

static void
leaves_no_descriptor(void **state)
{
	const struct place *place = *state;
	struct err err;
	int before = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int after;

	close(before);
	write_file(place, 10);
	assert_read(place->path, 10, 10);
	refusal(place->path, 9, &err);
	refusal(place->directory, 9, &err);
	after = open("/dev/null", O_RDONLY | O_CLOEXEC);
	close(after);
	assert_int_equal(after, before);
}

static void
a_file_is_replaced_whole(void **state)
{
	struct place *place = *state;
	char new_path[112];
	struct err err = { 0 };
	struct stat status;

	snprintf(new_path, sizeof new_path, "%s.new", place->path);
	assert_true(file_replace(place->path, "first", 5, true, &err));
	assert_true(file_replace(place->path, "second\0x", 8, true, &err));
	assert_int_equal(stat(place->path, &status), 0);
	assert_int_equal(status.st_size, 8);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(access(new_path, F_OK), -1);
	/* What cannot be written leaves the old one. */
	assert_int_equal(mkdir(new_path, 0700), 0);
	assert_false(file_replace(place->path, "third", 5, true, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_ptr_equal(strstr(err.message, place->path), err.message);
	assert_int_equal(stat(place->path, &status), 0);
	assert_int_equal(status.st_size, 8);
	rmdir(new_path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_whole_files, setup, teardown),
		cmocka_unit_test_setup_teardown(refuses_more_than_the_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(says_what_is_wrong, setup, teardown),
		cmocka_unit_test(reads_pipes),
		cmocka_unit_test(bounds_pipes),
		cmocka_unit_test(bounds_what_never_ends),
		cmocka_unit_test_setup_teardown(leaves_no_descriptor, setup, teardown),
		cmocka_unit_test_setup_teardown(a_file_is_replaced_whole, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
