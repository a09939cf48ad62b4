/* A stalled reader of stderr must never stall the loop, and O_NONBLOCK is no answer: it belongs to
 * the open file that other processes share. So each line is one write that cannot wait:
 * - a socket (the journal) is sent to with MSG_DONTWAIT;
 * - a pipe that polls writable has room for PIPE_BUF bytes, and what is at most that long is
 *   written whole; where the kernel knows RWF_NOWAIT for pipes (6.4), that also covers another
 *   writer who fills the room between the look and the write;
 * - a terminal is looked at first too; a regular file never waits.
 * A line that does not go is counted, and the next one that does is preceded by the count. */
#include "base/log.h"

#include "base/clock.h"
#include "base/stamp.h"
#include "base/utf8.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define LINE_BYTES 8192
#define ELLIPSIS   "\xe2\x80\xa6"

enum sink { SINK_UNKNOWN, SINK_FILE, SINK_PIPE, SINK_SOCKET };

struct line {
	char bytes[LINE_BYTES];
	size_t length;
	size_t room; /* at most sizeof bytes, and what the sink takes at once */
};

/* The process has one stderr. */
static struct {
	enum log_level level;
	enum sink sink;
	bool journal;
	bool torn; /* the last write went in part: the next line begins on a new one */
	unsigned long long lost;
} state = { .level = LOG_LEVEL_INFO };

static const char *const words[] = {
	[LOG_LEVEL_ERROR] = "error", [LOG_LEVEL_WARNING] = "warning", [LOG_LEVEL_NOTICE] = "notice",
	[LOG_LEVEL_INFO] = "info",   [LOG_LEVEL_DEBUG] = "debug",
};

/* JOURNAL_STREAM is "device:inode" of what systemd made our stderr; a shell may since have pointed
 * stderr elsewhere, and children inherit the variable (systemd.exec(5)). */
static bool
is_journal(const struct stat *status)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char own[64];

	snprintf(own, sizeof own, "%ju:%ju", (uintmax_t)status->st_dev, (uintmax_t)status->st_ino);
	return stream != NULL && strcmp(stream, own) == 0;
}

static void
look_at_stderr(void)
{
	struct stat status;

	state.sink = SINK_FILE;
	state.journal = false;
	if (fstat(STDERR_FILENO, &status) != 0)
		return;
	state.journal = is_journal(&status);
	if (S_ISFIFO(status.st_mode))
		state.sink = SINK_PIPE;
	if (S_ISSOCK(status.st_mode))
		state.sink = SINK_SOCKET;
}

void
log_open(enum log_level level)
{
	log_set_level(level);
	look_at_stderr();
}

void
log_set_level(enum log_level level)
{
	assert(level >= LOG_LEVEL_ERROR && level <= LOG_LEVEL_DEBUG);
	state.level = level;
}

enum log_level
log_get_level(void)
{
	return state.level;
}

static bool
has_room(void)
{
	struct pollfd ready = { .fd = STDERR_FILENO, .events = POLLOUT };

	/* POLLERR on a pipe: the reader is gone, and a write would raise SIGPIPE. */
	return poll(&ready, 1, 0) == 1 && (ready.revents & (POLLOUT | POLLERR)) == POLLOUT;
}

static ssize_t
write_pipe(struct line *line)
{
	struct iovec piece = { .iov_base = line->bytes, .iov_len = line->length };
	ssize_t wrote = pwritev2(STDERR_FILENO, &piece, 1, -1, RWF_NOWAIT);

	if (wrote < 0 && (errno == EOPNOTSUPP || errno == ENOSYS))
		wrote = write(STDERR_FILENO, line->bytes, line->length);
	return wrote;
}

static ssize_t
write_once(struct line *line)
{
	if (state.sink == SINK_SOCKET)
		return send(STDERR_FILENO, line->bytes, line->length, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (!has_room())
		return 0;
	if (state.sink == SINK_PIPE)
		return write_pipe(line);
	return write(STDERR_FILENO, line->bytes, line->length);
}

/* Control characters could end a line early or drive a terminal, and what is not UTF-8 the journal
 * would store as a blob. Byte for byte, so that nothing grows. */
static void
flatten(char *bytes, size_t length)
{
	size_t at = 0;

	while (at < length) {
		size_t step = utf8_sequence(bytes + at, length - at);
		unsigned char first = (unsigned char)bytes[at];
		unsigned char second = step == 2 ? (unsigned char)bytes[at + 1] : 0;
		if (step == 0)
			bytes[at] = '?';
		else if (first < 0x20 || first == 0x7f)
			bytes[at] = ' ';
		else if (first == 0xc2 && second < 0xa0)
			memset(bytes + at, ' ', 2); /* U+0080 to U+009F */
		at += step == 0 ? 1 : step;
	}
}

/* Adds what fits; the last byte of the room is kept for the end of the line. */
__attribute__((format(printf, 2, 0))) static void
line_vaddf(struct line *line, const char *format, va_list arguments)
{
	size_t room = line->room - line->length;
	char *start = line->bytes + line->length;
	int needed = vsnprintf(start, room, format, arguments);

	if (needed < 0)
		return;
	if ((size_t)needed < room) {
		line->length += (size_t)needed;
		return;
	}
	line->length = line->room - 1 - strlen(ELLIPSIS);
	line->length = utf8_whole(line->bytes, line->length);
	memcpy(line->bytes + line->length, ELLIPSIS, strlen(ELLIPSIS));
	line->length += strlen(ELLIPSIS);
}

__attribute__((format(printf, 2, 3))) static void
line_addf(struct line *line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	line_vaddf(line, format, arguments);
	va_end(arguments);
}

static void
line_begin(struct line *line, enum log_level level)
{
	char stamp[CLOCK_STAMP_BYTES];

	line->length = 0;
	line->room = state.sink == SINK_PIPE && PIPE_BUF < LINE_BYTES ? PIPE_BUF : LINE_BYTES;
	if (state.torn)
		line_addf(line, "\n");
	if (state.journal) {
		line_addf(line, "<%d>", (int)level);
		return;
	}
	clock_stamp(clock_wall_ms(), stamp);
	line_addf(line, "%s %s ", stamp, words[level]);
}

/* Ends the line and writes it; false when it did not go, or in part only. */
static bool
line_put(struct line *line)
{
	ssize_t wrote;

	line->bytes[line->length++] = '\n';
	do
		wrote = write_once(line);
	while (wrote < 0 && errno == EINTR);
	if (wrote > 0)
		state.torn = (size_t)wrote < line->length;
	return wrote == (ssize_t)line->length;
}

/* True when nothing is lost, or it has been said what is. */
static bool
put_lost(void)
{
	struct line line;

	if (state.lost == 0)
		return true;
	line_begin(&line, LOG_LEVEL_WARNING);
	line_addf(&line, "%llu log %s lost: the reader of the log did not keep up", state.lost,
	          state.lost == 1 ? "line was" : "lines were");
	if (!line_put(&line))
		return false;
	state.lost = 0;
	return true;
}

void
log_line(enum log_level level, const char *target, const char *format, ...)
{
	int saved_errno = errno;
	struct line line;
	va_list arguments;
	size_t head;

	if (level > state.level)
		return;
	if (state.sink == SINK_UNKNOWN)
		look_at_stderr();
	/* The count is put first: it may end a torn line, which line_begin() must know. */
	bool said = put_lost();
	line_begin(&line, level);
	head = line.length;
	if (target != NULL)
		line_addf(&line, "target=%s ", target);
	errno = saved_errno; /* for %m */
	va_start(arguments, format);
	line_vaddf(&line, format, arguments);
	va_end(arguments);
	flatten(line.bytes + head, line.length - head);
	if (!said || !line_put(&line))
		state.lost++;
	errno = saved_errno;
}
