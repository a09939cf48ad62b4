#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define STAMP_LENGTH (sizeof "2026-11-22T09:00:00.123Z " - 1)

/* stderr is one end of a pipe or socket pair, the test reads the other; `got` is what was read. */
struct reader {
	int end;
	int saved_stderr;
	char *got;
	size_t length;
	size_t room;
};

static struct reader *
reader_new(const int ends[2])
{
	struct reader *reader = calloc(1, sizeof *reader);

	assert_non_null(reader);
	reader->saved_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	assert_true(reader->saved_stderr >= 0);
	assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	close(ends[1]);
	reader->end = ends[0];
	reader->room = 1 << 21;
	reader->got = calloc(1, reader->room);
	assert_non_null(reader->got);
	unsetenv("JOURNAL_STREAM");
	alarm(20); /* a log that waits for its reader ends the test */
	return reader;
}

static int
setup_pipe(void **state)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	*state = reader_new(ends);
	return 0;
}

static int
setup_socket(void **state)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return -1;
	*state = reader_new(ends);
	return 0;
}

static int
teardown(void **state)
{
	struct reader *reader = *state;

	dup2(reader->saved_stderr, STDERR_FILENO);
	close(reader->saved_stderr);
	close(reader->end);
	free(reader->got);
	free(reader);
	unsetenv("JOURNAL_STREAM");
	log_open(LOG_LEVEL_INFO);
	alarm(0);
	return 0;
}

static void
set_nonblocking(int descriptor, bool on)
{
	int flags = fcntl(descriptor, F_GETFL);

	assert_int_equal(fcntl(descriptor, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK),
	                 0);
}

/* Everything that is there now, as a string. */
static const char *
read_all(struct reader *reader)
{
	ssize_t got;

	reader->length = 0;
	set_nonblocking(reader->end, true);
	while ((got = read(reader->end, reader->got + reader->length,
	                   reader->room - 1 - reader->length)) > 0)
		reader->length += (size_t)got;
	set_nonblocking(reader->end, false);
	reader->got[reader->length] = '\0';
	return reader->got;
}

/* Fills stderr with bytes until not even one more fits. Returns how many went in. */
static size_t
fill_stderr(void)
{
	char dots[4096];
	size_t filled = 0;
	size_t piece = sizeof dots;

	memset(dots, '.', sizeof dots);
	set_nonblocking(STDERR_FILENO, true);
	while (piece > 0) {
		ssize_t wrote = write(STDERR_FILENO, dots, piece);
		if (wrote > 0)
			filled += (size_t)wrote;
		else
			piece /= 2;
	}
	set_nonblocking(STDERR_FILENO, false);
	return filled;
}

static void
assert_line(struct reader *reader, const char *expected)
{
	const char *got = read_all(reader);

	assert_true(reader->length > STAMP_LENGTH);
	assert_string_equal(got + STAMP_LENGTH, expected);
}

static void
line_has_stamp_level_and_target(void **state)
{
	struct reader *reader = *state;
	unsigned year, month, day, hour, minute, second, ms;
	int length = 0;

	log_open(LOG_LEVEL_INFO);
	log_line(LOG_LEVEL_NOTICE, "main", "%d tables are missing", 2);
	assert_int_equal(sscanf(read_all(reader), "%4u-%2u-%2uT%2u:%2u:%2u.%3uZ notice%n", &year,
	                        &month, &day, &hour, &minute, &second, &ms, &length),
	                 7);
	assert_string_equal(reader->got + length, " target=main 2 tables are missing\n");
	log_line(LOG_LEVEL_ERROR, NULL, "bare");
	assert_line(reader, "error bare\n");
}

static void
level_decides(void **state)
{
	struct reader *reader = *state;

	log_open(LOG_LEVEL_WARNING);
	assert_int_equal(log_get_level(), LOG_LEVEL_WARNING);
	log_line(LOG_LEVEL_NOTICE, NULL, "hidden");
	assert_string_equal(read_all(reader), "");
	log_line(LOG_LEVEL_WARNING, NULL, "shown");
	assert_line(reader, "warning shown\n");
	log_set_level(LOG_LEVEL_DEBUG);
	log_line(LOG_LEVEL_DEBUG, NULL, "deep");
	assert_line(reader, "debug deep\n");
}

static void
set_journal_stream(int offset)
{
	struct stat status;
	char stream[64];

	assert_int_equal(fstat(STDERR_FILENO, &status), 0);
	snprintf(stream, sizeof stream, "%ju:%ju", (uintmax_t)status.st_dev,
	         (uintmax_t)status.st_ino + (uintmax_t)offset);
	setenv("JOURNAL_STREAM", stream, 1);
}

static void
journal_gets_priorities(void **state)
{
	struct reader *reader = *state;

	set_journal_stream(0);
	log_open(LOG_LEVEL_DEBUG);
	log_line(LOG_LEVEL_ERROR, "main", "one");
	log_line(LOG_LEVEL_DEBUG, NULL, "two");
	assert_string_equal(read_all(reader), "<3>target=main one\n<7>two\n");
}

static void
another_stream_is_no_journal(void **state)
{
	struct reader *reader = *state;

	set_journal_stream(1);
	log_open(LOG_LEVEL_INFO);
	log_line(LOG_LEVEL_INFO, NULL, "one");
	assert_line(reader, "info one\n");
	setenv("JOURNAL_STREAM", "nonsense", 1);
	log_open(LOG_LEVEL_INFO);
	log_line(LOG_LEVEL_INFO, NULL, "two");
	assert_line(reader, "info two\n");
}

static void
control_characters_are_flattened(void **state)
{
	struct reader *reader = *state;

	log_open(LOG_LEVEL_INFO);
	log_line(LOG_LEVEL_INFO, "a\nb", "x\n<3>y\tz\x1b[1m\x7f|\xc2\x9b|caf\xc3\xa9|\xff|\xc3");
	assert_line(reader, "info target=a b x <3>y z [1m |  |caf\xc3\xa9|?|?\n");
}

static void
errno_is_shown_and_kept(void **state)
{
	struct reader *reader = *state;

	log_open(LOG_LEVEL_INFO);
	errno = ENOENT;
	log_line(LOG_LEVEL_INFO, NULL, "%m");
	assert_int_equal(errno, ENOENT);
	assert_line(reader, "info No such file or directory\n");
}

/* Lines of euro signs, shifted so that the cut would fall at each place within a character. */
static void
assert_cut(struct reader *reader, size_t limit)
{
	char euros[3 * 5000 + 1];

	for (size_t i = 0; i < 5000; i++)
		memcpy(euros + 3 * i, "\xe2\x82\xac", 4);
	for (int lead = 0; lead < 3; lead++) {
		log_line(LOG_LEVEL_INFO, NULL, "%.*s%s", lead, "ab", euros);
		const char *got = read_all(reader);
		assert_in_range(reader->length, limit - 2, limit);
		assert_string_equal(got + reader->length - 7, "\xe2\x82\xac\xe2\x80\xa6\n");
	}
	euros[limit - 1 - STAMP_LENGTH - strlen("info ")] = '\0';
	memset(euros, 'e', strlen(euros));
	log_line(LOG_LEVEL_INFO, NULL, "%s", euros);
	read_all(reader);
	assert_int_equal(reader->length, limit);
	assert_int_equal(reader->got[limit - 2], 'e');
}

static void
long_line_is_cut_on_a_pipe(void **state)
{
	log_open(LOG_LEVEL_INFO);
	assert_cut(*state, PIPE_BUF);
}

static void
long_line_is_cut_on_a_socket(void **state)
{
	log_open(LOG_LEVEL_INFO);
	assert_cut(*state, 8192);
}

static void
full_reader_costs_lines_not_time(void **state)
{
	struct reader *reader = *state;
	size_t filled;

	log_open(LOG_LEVEL_ERROR);
	filled = fill_stderr();
	for (int i = 0; i < 3; i++)
		log_line(LOG_LEVEL_ERROR, NULL, "lost %d", i);
	assert_false(fcntl(STDERR_FILENO, F_GETFL) & O_NONBLOCK);
	read_all(reader);
	assert_int_equal(reader->length, filled);
	log_line(LOG_LEVEL_ERROR, NULL, "back");
	const char *lines = read_all(reader) + STAMP_LENGTH;
	const char *said = "warning 3 log lines were lost: the reader of the log did not keep up\n";
	assert_memory_equal(lines, said, strlen(said));
	assert_string_equal(lines + strlen(said) + STAMP_LENGTH, "error back\n");
	log_line(LOG_LEVEL_ERROR, NULL, "on");
	assert_line(reader, "error on\n");
}

/* The room that a pipe that polls writable has is at least PIPE_BUF, however it was filled: each of
 * four long lines goes whole or not at all. */
static void
nearly_full_pipe_takes_lines_whole(void **state)
{
	struct reader *reader = *state;
	const size_t length = 4000;
	char longest[4001];

	memset(longest, 'l', length);
	longest[length] = '\0';
	log_open(LOG_LEVEL_INFO);
	for (int halves = 1; halves <= 5; halves++) {
		size_t lines = 0;
		fill_stderr();
		for (int i = 0; i < halves; i++)
			assert_int_equal(read(reader->end, reader->got, 2048), 2048);
		for (int i = 0; i < 4; i++)
			log_line(LOG_LEVEL_INFO, NULL, "%s", longest);
		read_all(reader);
		for (char *line = strchr(reader->got, 'l'); line != NULL; lines++) {
			assert_memory_equal(line, longest, length);
			assert_int_equal(line[length], '\n');
			line = strchr(line + length, 'l');
		}
		assert_int_equal(lines, halves / 2);
		log_line(LOG_LEVEL_INFO, NULL, "on");
		assert_non_null(strstr(read_all(reader), " log lines were lost: "));
	}
}

static void
reader_that_left_is_survived(void **state)
{
	struct reader *reader = *state;
	int ends[2];

	log_open(LOG_LEVEL_INFO);
	close(reader->end);
	log_line(LOG_LEVEL_INFO, NULL, "nobody reads");
	log_line(LOG_LEVEL_INFO, NULL, "nobody reads");
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	close(ends[1]);
	reader->end = ends[0];
	log_open(LOG_LEVEL_INFO);
	log_line(LOG_LEVEL_INFO, NULL, "back");
	assert_non_null(strstr(read_all(reader), "warning 2 log lines were lost: "));
	assert_non_null(strstr(reader->got, "info back\n"));
}

/* A file that may not grow takes a line in part; what comes next begins on its own line. */
static void
torn_line_is_ended(void **state)
{
	struct reader *reader = *state;
	char path[] = "/tmp/pgdriftd-log-XXXXXX";
	int file = mkostemp(path, O_CLOEXEC | O_APPEND);
	int pipe_end = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	struct rlimit before, small;
	struct stat status;

	assert_true(file >= 0 && pipe_end >= 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(dup2(file, STDERR_FILENO), STDERR_FILENO);
	close(file);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 40;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	log_open(LOG_LEVEL_INFO);
	log_line(LOG_LEVEL_INFO, NULL, "this goes in part only");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(fstat(STDERR_FILENO, &status), 0);
	assert_int_equal(status.st_size, 40);

	assert_int_equal(dup2(pipe_end, STDERR_FILENO), STDERR_FILENO);
	close(pipe_end);
	log_open(LOG_LEVEL_INFO);
	log_line(LOG_LEVEL_INFO, NULL, "next");
	const char *got = read_all(reader);
	assert_int_equal(got[0], '\n');
	assert_non_null(strstr(got, "Z warning 1 log line was lost: "));
	assert_non_null(strstr(got, "\n20"));
	assert_non_null(strstr(got, "Z info next\n"));
	assert_null(strstr(got + 1, "\n\n"));
}

/* clang-format off */
#define ON_PIPE(test)   cmocka_unit_test_setup_teardown(test, setup_pipe, teardown)
#define ON_SOCKET(test) { #test " (socket)", test, setup_socket, teardown, NULL }
/* clang-format on */

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_PIPE(line_has_stamp_level_and_target),
		ON_SOCKET(line_has_stamp_level_and_target),
		ON_PIPE(level_decides),
		ON_PIPE(journal_gets_priorities),
		ON_SOCKET(journal_gets_priorities),
		ON_PIPE(another_stream_is_no_journal),
		ON_PIPE(control_characters_are_flattened),
		ON_PIPE(errno_is_shown_and_kept),
		ON_PIPE(long_line_is_cut_on_a_pipe),
		ON_SOCKET(long_line_is_cut_on_a_socket),
		ON_PIPE(full_reader_costs_lines_not_time),
		ON_SOCKET(full_reader_costs_lines_not_time),
		ON_PIPE(nearly_full_pipe_takes_lines_whole),
		ON_PIPE(reader_that_left_is_survived),
		ON_SOCKET(reader_that_left_is_survived),
		ON_PIPE(torn_line_is_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
