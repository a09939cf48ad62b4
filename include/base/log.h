/* Log lines to stderr, one per event, with systemd priorities where the journal reads them. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/* error: needs a person; warning: will retry and says when; notice: drift came or went, something
 * was created; info: start, stop, reload; debug: each step. The numbers are syslog's (RFC 5424). */
enum log_level {
	LOG_LEVEL_ERROR = 3,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_NOTICE,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG
};

/* Looks once whether stderr is the journal (JOURNAL_STREAM names its device and inode), and makes
 * stderr's writes non-blocking in effect: a stalled reader costs lines (counted, and said when it
 * reads again), never the loop. */
void log_open(enum log_level level);
void log_set_level(enum log_level level);
enum log_level log_get_level(void);

/* One line, in one write. Control characters, newlines too, are written as spaces, and bytes that
 * are not UTF-8 as '?'. A line is cut at 8 KiB (on a pipe at PIPE_BUF, 4 KiB) and then ends in an
 * ellipsis. `target` (may be NULL) goes first as "target=NAME ". Before log_open() the level is
 * info. Leaves errno alone. */
void log_line(enum log_level level, const char *target, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
