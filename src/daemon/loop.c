#include "daemon/loop.h"

#include "base/log.h"

#include <stdlib.h>

static void
log_cb(int severity, const char *message)
{
	static const enum log_level levels[] = {
		[EVENT_LOG_DEBUG] = LOG_LEVEL_DEBUG,
		[EVENT_LOG_MSG] = LOG_LEVEL_INFO,
		[EVENT_LOG_WARN] = LOG_LEVEL_WARNING,
		[EVENT_LOG_ERR] = LOG_LEVEL_ERROR,
	};

	log_line(severity >= EVENT_LOG_DEBUG && severity <= EVENT_LOG_ERR ? levels[severity]
	                                                                  : LOG_LEVEL_WARNING,
	         NULL, "libevent: %s", message);
}

/* libevent would exit with 1, which is a verdict of `check`. */
static void
fatal_cb(int code)
{
	(void)code;
	abort();
}

struct event_base *
loop_new(void)
{
	struct event_config *config;
	struct event_base *base;

	event_set_log_callback(log_cb);
	event_set_fatal_callback(fatal_cb);
	config = event_config_new();
	if (config == NULL)
		abort();
	event_config_set_flag(config,
	                      EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST | EVENT_BASE_FLAG_NOLOCK);
	base = event_base_new_with_config(config);
	event_config_free(config);
	if (base == NULL)
		abort();
	return base;
}

struct timeval
loop_ms(int64_t ms)
{
	return (struct timeval){ .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
}
