// link: hook_fixture.c
// At least once, in order, none lost: events are told while the process that delivers them is killed
// (SIGKILL) over and over, to a webhook that fails half of the time and to a hook that asks for a
// second attempt. The process is forked from here; the receiver outlives it. SOAK_SECONDS in the
// environment asks for the full figures.
#include "hook_fixture.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "out/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <event2/event.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXEC_EVERY 20 /* only so many go to the hook: it costs a shell */

static const struct hook_pace pace = { .first_ms = 1, .most_ms = 4, .give_up_ms = 3600000 };

/* What the receiver was told, in the order in which it was; shared with it. */
struct record {
	_Atomic size_t count;
	struct {
		unsigned number;
		bool taken;
	} line[400000];
};

struct play {
	struct ground *ground;
	struct record *record;
	unsigned events, kills;
	pid_t receiver;
	int port;
	char *store_path, *script, *out;
};

/* --- the receiver ------------------------------------------------------------------------------ */

static unsigned
read_number(int fd)
{
	char bytes[8192];
	size_t length = 0;
	const char *id;

	while (length < sizeof bytes - 1) {
		ssize_t got = recv(fd, bytes + length, sizeof bytes - 1 - length, 0);

		if (got <= 0)
			return 0;
		length += (size_t)got;
		bytes[length] = '\0';
		if (strstr(bytes, "\r\n\r\n{}") != NULL)
			break;
	}
	id = strstr(bytes, "\r\nwebhook-id: event-");
	return id == NULL ? 0 : (unsigned)strtoul(id + 20, NULL, 10);
}

/* A good answer, a bad one, or none. */
static void
answer(int fd, unsigned chance)
{
	static const char good[] = "HTTP/1.1 204 OK\r\n\r\n";
	static const char bad[] = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";

	if (chance % 2 == 0)
		send(fd, good, sizeof good - 1, MSG_NOSIGNAL);
	else if (chance % 4 == 1)
		send(fd, bad, sizeof bad - 1, MSG_NOSIGNAL);
}

static _Noreturn void
receive(struct record *record, int listener)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		unsigned number, chance = arc4random();

		if (fd < 0)
			_exit(1);
		number = read_number(fd);
		if (number > 0 && record->count < sizeof record->line / sizeof record->line[0]) {
			record->line[record->count].number = number;
			record->line[record->count].taken = chance % 2 == 0;
			record->count++;
			answer(fd, chance);
		}
		close(fd);
	}
}

static void
start_receiver(struct play *play)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(listener, (const struct sockaddr *)&address, length), 0);
	assert_int_equal(listen(listener, 64), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
	play->port = ntohs(address.sin_port);
	play->receiver = fork();
	assert_true(play->receiver >= 0);
	if (play->receiver == 0)
		receive(play->record, listener);
	close(listener);
}

/* --- the process that is killed ---------------------------------------------------------------- */

struct teller {
	const struct play *play;
	struct event_base *base;
	struct store *store;
	struct hooks *hooks;
	struct event *beat;
	unsigned told; /* the number of the last event */
};

static struct hook_config
web_config(const struct play *play)
{
	struct hook_config config = {
		.kind = HOOK_WEB,
		.name = mem_strdup("web"),
		.events = 1u << EVENT_TYPE_DRIFT_DETECTED | 1u << EVENT_TYPE_TEST,
		.timeout_ms = 10000,
	};

	if (asprintf(&config.url, "http://127.0.0.1:%d/", play->port) < 0)
		abort();
	return config;
}

static struct hook_config
exec_config(const struct play *play)
{
	return (struct hook_config){
		.kind = HOOK_EXEC,
		.name = mem_strdup("exec"),
		.events = 1u << EVENT_TYPE_TEST,
		.timeout_ms = 10000,
		.arguments = ground_list((const char *const[]){ play->script, play->out, NULL }),
	};
}

static bool
number_cb(void *arg, const struct event *event)
{
	*(unsigned *)arg = (unsigned)strtoul(event->id + strlen("event-"), NULL, 10);
	return true;
}

/* One to seven in one transaction. */
static void
append_some(struct teller *teller)
{
	struct event events[7];
	size_t count = 1 + arc4random_uniform(7);

	for (size_t i = 0; i < count; i++) {
		char id[37];

		teller->told++;
		snprintf(id, sizeof id, "event-%u", teller->told);
		events[i] = ground_event(teller->told % EXEC_EVERY == 0 ? EVENT_TYPE_TEST
		                                                        : EVENT_TYPE_DRIFT_DETECTED,
		                         id);
		free(events[i].data);
		events[i].data = mem_strdup("{}");
	}
	store_append(teller->store, events, count, "main", "{}");
	for (size_t i = 0; i < count; i++)
		event_done(&events[i]);
	hooks_wake(teller->hooks);
}

static void
beat_cb(evutil_socket_t fd, short what, void *arg)
{
	static const struct timeval soon = { .tv_usec = 1000 };
	struct teller *teller = arg;
	(void)fd;
	(void)what;

	if (teller->told < teller->play->events) {
		append_some(teller);
	} else if (store_backlog(teller->store, "web") == 0 &&
	           store_backlog(teller->store, "exec") == 0) {
		event_base_loopbreak(teller->base);
		return;
	}
	evtimer_add(teller->beat, &soon);
}

static _Noreturn void
tell(const struct play *play)
{
	static const struct store_limits limits = { .events = 1000000,
		                                    .bytes = 1u << 30,
		                                    .age_ms = INT64_C(1) << 40 };
	struct teller teller = { .play = play, .base = event_base_new() };
	struct hook_config configs[] = { web_config(play), exec_config(play) };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	log_set_level(LOG_LEVEL_ERROR);
	teller.store = store_open(play->store_path, &limits);
	teller.hooks = hooks_new(teller.base, teller.store, &pace);
	hooks_set(teller.hooks, configs, 2);
	/* The numbers go on where those end that the store knows. */
	store_events(teller.store,
	             &(struct store_query){ .after = store_last(teller.store) - 1, .limit = 1 },
	             number_cb, &teller.told);
	teller.beat = evtimer_new(teller.base, beat_cb, &teller);
	beat_cb(-1, 0, &teller);
	event_base_dispatch(teller.base);
	event_free(teller.beat);
	hooks_free(teller.hooks);
	_exit(store_on_disk(teller.store) && store_failures(teller.store) == 0 ? 0 : 1);
}

/* --- the play ---------------------------------------------------------------------------------- */

/* Lets it work until it has been heard so often, and a random moment longer. */
static void
run_and_kill(const struct play *play, size_t until)
{
	pid_t pid = fork();
	siginfo_t early = { 0 };
	int status;

	assert_true(pid >= 0);
	if (pid == 0)
		tell(play);
	while (play->record->count < until && early.si_pid == 0) {
		usleep(500);
		waitid(P_PID, (id_t)pid, &early, WEXITED | WNOHANG | WNOWAIT);
	}
	usleep(arc4random_uniform(3000));
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	/* All may be done before the last kill. */
	if (status != SIGKILL && status != 0)
		fail_msg("it ended with the status %#x", (unsigned)status);
}

static void
run_to_the_end(const struct play *play)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0)
		tell(play);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* The next one, or the last one once more. A kill may cost one repetition, at most. */
static void
check_web(const struct play *play)
{
	const struct record *record = play->record;
	unsigned taken = 0, repeated = 0, refused = 0;

	for (size_t i = 0; i < record->count; i++) {
		unsigned number = record->line[i].number;

		if (number != taken && number != taken + 1)
			fail_msg("event %u came when %u had been taken", number, taken);
		refused += !record->line[i].taken;
		repeated += record->line[i].taken && number == taken;
		if (record->line[i].taken)
			taken = number;
	}
	print_message("webhook: %u events, %zu attempts, %u refused, %u repeated, %u kills\n",
	              taken, (size_t)record->count, refused, repeated, play->kills);
	assert_true(taken >= play->events);
	assert_true(repeated <= play->kills);
	assert_true(refused > taken / 4);
}

/* "20 1\n20 2\n40 1\n...": the first attempt asks for a second one. */
static void
check_exec(const struct play *play)
{
	FILE *file = fopen(play->out, "re");
	unsigned number, attempt, taken = 0, repeated = 0;

	assert_non_null(file);
	while (fscanf(file, "%u %u\n", &number, &attempt) == 2) {
		if (number != taken && number != taken + EXEC_EVERY)
			fail_msg("event %u came when %u had been taken", number, taken);
		repeated += attempt >= 2 && number == taken;
		if (attempt >= 2)
			taken = number;
	}
	fclose(file);
	print_message("hook: last event %u, %u repeated\n", taken, repeated);
	assert_true(taken >= play->events / EXEC_EVERY * EXEC_EVERY);
	assert_true(repeated <= play->kills);
}

static void
killed_over_and_over(void **state)
{
	bool soak = getenv("SOAK_SECONDS") != NULL;
	struct play play = { .ground = *state,
		             .events = soak ? 10000 : 2000,
		             .kills = soak ? 100 : 20 };
	size_t step = play.events * 2 / (play.kills + 1), until = 0;

	alarm(soak ? 1200 : 240);
	play.record = mmap(NULL, sizeof *play.record, PROT_READ | PROT_WRITE,
	                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(play.record != MAP_FAILED);
	play.store_path = ground_path(play.ground, "store.db");
	play.out = ground_path(play.ground, "out");
	play.script = ground_script(
		play.ground, "hook",
		"#!/bin/sh\necho \"${PGDRIFTD_ID#event-} $PGDRIFTD_ATTEMPT\" >>\"$1\"\n"
		"test \"$PGDRIFTD_ATTEMPT\" != 1 || exit 75\n");
	start_receiver(&play);
	for (unsigned i = 0; i < play.kills; i++) {
		until += step / 2 + arc4random_uniform((unsigned)step);
		run_and_kill(&play, until);
	}
	run_to_the_end(&play);
	kill(play.receiver, SIGKILL);
	waitpid(play.receiver, NULL, 0);
	check_web(&play);
	check_exec(&play);
	munmap(play.record, sizeof *play.record);
	free(play.store_path);
	free(play.out);
	free(play.script);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(killed_over_and_over, ground_setup,
		                                ground_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
