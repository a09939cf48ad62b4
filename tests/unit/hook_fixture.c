#include "hook_fixture.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BEAT_MS 5

static int saved_stderr = -1;

static int
count_descriptors(void)
{
	DIR *directory = opendir("/proc/self/fd");
	int count = 0;

	assert_non_null(directory);
	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count;
}

/* What is logged goes to a file without a name. */
static void
catch_log(void)
{
	int fd = memfd_create("log", MFD_CLOEXEC);

	assert_true(fd >= 0);
	saved_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
	assert_int_equal(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	close(fd);
	fcntl(STDERR_FILENO, F_SETFL, O_APPEND);
	unsetenv("JOURNAL_STREAM");
	log_open(LOG_LEVEL_DEBUG);
}

int
ground_setup(void **state)
{
	struct ground *ground = calloc(1, sizeof *ground);
	const char *base = getenv("TMPDIR");

	assert_non_null(ground);
	alarm(120);
	signal(SIGPIPE, SIG_IGN);
	snprintf(ground->directory, sizeof ground->directory, "%s/hook.XXXXXX",
	         base != NULL && strlen(base) < 64 ? base : "/tmp");
	assert_non_null(mkdtemp(ground->directory));
	ground->base = event_base_new();
	assert_non_null(ground->base);
	catch_log();
	ground->descriptors = count_descriptors();
	*state = ground;
	return 0;
}

static int
remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

int
ground_teardown(void **state)
{
	struct ground *ground = *state;
	int descriptors = count_descriptors();
	char *logged = ground_logged(ground);
	bool childless = waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD;

	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);
	/* What cmocka says of a failure went the same way. */
	if (strstr(logged, "ERROR: ") != NULL)
		fprintf(stderr, "%s", logged);
	nftw(ground->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	event_base_free(ground->base);
	if (descriptors != ground->descriptors || !childless) {
		fprintf(stderr, "%d descriptors were open, %d are now; %s\n%s", ground->descriptors,
		        descriptors, childless ? "no children" : "a child was left", logged);
		return -1;
	}
	free(logged);
	free(ground);
	return 0;
}

struct beat {
	struct ground *ground;
	struct event *timer;
	int64_t due_ms;
};

static void
set_beat(struct beat *beat)
{
	struct timeval delay = { .tv_usec = BEAT_MS * 1000 };

	beat->due_ms = clock_ms() + BEAT_MS;
	evtimer_add(beat->timer, &delay);
}

static void
beat_cb(evutil_socket_t fd, short what, void *arg)
{
	struct beat *beat = arg;
	int64_t late_ms = clock_ms() - beat->due_ms;
	(void)fd;
	(void)what;

	if (late_ms > beat->ground->late_ms)
		beat->ground->late_ms = late_ms;
	set_beat(beat);
}

static bool
turn(struct ground *ground, int64_t timeout_ms, bool (*condition_cb)(void *arg), void *arg)
{
	struct beat beat = { .ground = ground };
	int64_t end_ms = clock_ms() + timeout_ms;
	bool holds = false;

	beat.timer = evtimer_new(ground->base, beat_cb, &beat);
	set_beat(&beat);
	while (!holds && clock_ms() < end_ms) {
		event_base_loop(ground->base, EVLOOP_ONCE);
		holds = condition_cb != NULL && condition_cb(arg);
	}
	event_free(beat.timer);
	return holds;
}

void
ground_until(struct ground *ground, int64_t timeout_ms, bool (*condition_cb)(void *arg), void *arg)
{
	char *logged;

	if (condition_cb(arg) || turn(ground, timeout_ms, condition_cb, arg))
		return;
	logged = ground_logged(ground);
	dup2(saved_stderr, STDERR_FILENO);
	fail_msg("not so within %lld ms; logged:\n%s", (long long)timeout_ms, logged);
}

void
ground_for(struct ground *ground, int64_t ms)
{
	turn(ground, ms, NULL, NULL);
}

char *
ground_path(const struct ground *ground, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", ground->directory, name) < 0)
		abort();
	return path;
}

char *
ground_script(const struct ground *ground, const char *name, const char *text)
{
	char *path = ground_path(ground, name);
	int fd;

	unlink(path); /* a shell that runs the old one goes on with it */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	return path;
}

static char *
read_whole(FILE *file)
{
	char *text = NULL;
	size_t room = 0;

	if (getdelim(&text, &room, '\0', file) < 0) {
		free(text);
		return mem_strdup("");
	}
	return text;
}

char *
ground_read(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text;

	if (file == NULL)
		return mem_strdup("");
	text = read_whole(file);
	fclose(file);
	return text;
}

char *
ground_logged(const struct ground *ground)
{
	FILE *file = fdopen(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10), "r");
	char *text;
	(void)ground;

	assert_non_null(file);
	rewind(file);
	text = read_whole(file);
	fclose(file);
	assert_int_equal(ftruncate(STDERR_FILENO, 0), 0);
	return text;
}

void
ending_cb(void *arg, const struct hook_result *result)
{
	struct ending *ending = arg;

	assert_false(ending->ended);
	ending->ended = true;
	ending->result = *result;
	ending->took_ms = clock_ms() - ending->started_ms;
}

bool
ending_came(void *arg)
{
	const struct ending *ending = arg;

	return ending->ended;
}

struct event
ground_event(enum event_type type, const char *id)
{
	struct event event = {
		.type = type,
		.time = INT64_C(1795338000123),
		.target = mem_strdup("main"),
		.status = mem_strdup("drift"),
		.previous_status = mem_strdup("in_sync"),
		.severity = mem_strdup("critical"),
		.findings = 3,
		.critical = 1,
		.warning = 2,
		.first_seen = INT64_C(1795337940000),
		.summary = mem_strdup("3 findings: table public.event_tickets is missing, ..."),
		.data = mem_strdup("{\"specversion\":\"1.0\",\"data\":{\"findings\":[]}}"),
	};

	snprintf(event.id, sizeof event.id, "%s", id);
	return event;
}

char **
ground_list(const char *const *strings)
{
	size_t count = 0;
	char **list;

	while (strings[count] != NULL)
		count++;
	list = mem_alloc((count + 1) * sizeof *list);
	for (size_t i = 0; i < count; i++)
		list[i] = mem_strdup(strings[i]);
	return list;
}
