/* Faults of the network between the daemon and its databases (6, 7, 8): packets that get lost, a resolver
 * that says nothing, a server that asks for the password as it is. The test makes a network of its own:
 * the daemon lives beyond a cable that can be pulled. Only root can do that; else it is skipped. */
#include "base/clock.h"
#include "fake_server.h"
#include "harness.h"
#include "harness_daemon.h"
#include "harness_http.h"
#include "harness_pg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#define WAIT_MS    30000
#define OUR_SIDE   "192.0.2.1"
#define SKIPPED    77
#define NOT_STUCK  1000 /* an answer that waits for the resolver takes 5 s */
#define CHECKS_MIN 3

static int network;        /* where servers live */
static int beyond_network; /* where the daemon lives, at the other end of the cable */
static struct pg_server *server;

static const char manifest[] = "{ \"manifest\": 1, \"name\": \"net\", \"modules\": [ { \"name\": "
			       "\"core\", \"tables\": [ \"events\" ] } ] }";

static int
our_network(void)
{
	return open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
}

static void
ip(const char *words)
{
	char *command = harness_format("ip %s", words);
	const char *const argv[] = { "sh", "-c", command, NULL };
	char *err;

	if (run_program(argv, NULL, &err) != 0)
		fail_msg("%s: %s", command, err);
	free(err);
	free(command);
}

/* Two networks with a cable between them, and a view of the files of our own. */
static bool
make_networks(void)
{
	char *words;

	if (geteuid() != 0 || unshare(CLONE_NEWNET | CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return false;
	network = our_network();
	if (unshare(CLONE_NEWNET) != 0)
		return false;
	beyond_network = our_network();
	ip("link set lo up");
	assert_int_equal(setns(network, CLONE_NEWNET), 0);
	ip("link set lo up");
	words = harness_format("link add cable type veth peer name end netns /proc/%d/fd/%d",
	                       (int)getpid(), beyond_network);
	ip(words);
	free(words);
	ip("addr add " OUR_SIDE "/24 dev cable");
	ip("link set cable up");
	assert_int_equal(setns(beyond_network, CLONE_NEWNET), 0);
	ip("addr add 192.0.2.2/24 dev end");
	ip("link set end up");
	assert_int_equal(setns(network, CLONE_NEWNET), 0);
	return true;
}

static int
group_setup(void **state)
{
	(void)state;
	server = pg_start(&(struct pg_options){
		.tcp = true,
		.conf = "listen_addresses = '*'\n",
		.hba = "local all all trust\nhost all all 192.0.2.0/24 trust\n" });
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	pg_free(server);
	return 0;
}

/* Beyond the cable, with the targets "main" and "local". */
static struct daemon *
watch(const char *conninfo, const char *local)
{
	char *ini = harness_format("[pgdriftd]\nlisten = unix:@dir@/http.sock\n"
	                           "manifest = @manifest@\ncheck_interval = 1s\n"
	                           "connect_timeout = 2s\ncheck_timeout = 2s\n"
	                           "unknown_after = 1min\nlog_level = debug\n"
	                           "[target main]\nconninfo = %s\n[target local]\nconninfo = %s\n",
	                           conninfo, local);
	struct daemon *daemon;

	assert_int_equal(setns(beyond_network, CLONE_NEWNET), 0);
	daemon = daemon_start(&(struct daemon_options){ .ini = ini, .manifest = manifest });
	assert_int_equal(setns(network, CLONE_NEWNET), 0);
	free(ini);
	return daemon;
}

static json_int_t
checks_of(const struct daemon *daemon, const char *target)
{
	char *path = harness_format("/v1/targets/%s", target);
	json_t *report = http_json(daemon->address, path, NULL);
	json_t *check = json_at(report, "/check");
	json_int_t number = json_integer_value(check);

	assert_non_null(check);
	json_decref(report);
	free(path);
	return number;
}

struct progress {
	const struct daemon *daemon;
	json_int_t until;
};

static bool
has_gone_on_cb(void *arg)
{
	const struct progress *progress = arg;

	return checks_of(progress->daemon, "local") >= progress->until;
}

/* While main waits for its deadline, the other one is checked as always. */
static void
local_goes_on(struct daemon *daemon)
{
	struct progress progress = { daemon, checks_of(daemon, "local") + CHECKS_MIN };

	assert_true(wait_until(WAIT_MS, has_gone_on_cb, &progress));
	daemon_wait_json(daemon, "/v1/targets/local", "/status", "in_sync", WAIT_MS);
}

static void
main_is_unknown(struct daemon *daemon, const char *code)
{
	daemon_wait_json(daemon, "/v1/targets/main", "/status", "unknown", WAIT_MS);
	daemon_wait_json(daemon, "/v1/targets/main", "/error/code", code, WAIT_MS);
	assert_false(daemon_log_contains(daemon, "missing"));
}

static struct pg_database *
application(void)
{
	struct pg_database *database = pg_database(server);

	pg_exec(database, "CREATE TABLE events ()");
	return database;
}

static void
lost_packets_meet_our_deadline_6(void **state)
{
	struct pg_database *database = application();
	char *conninfo = harness_format("host=" OUR_SIDE " port=%d user=postgres dbname=%s",
	                                pg_port(server), database->name);
	struct daemon *daemon = watch(conninfo, database->conninfo);

	(void)state;
	daemon_wait_json(daemon, "/v1/targets/main", "/status", "in_sync", WAIT_MS);
	/* In a query, on the connection that is kept, and then in connecting. */
	ip("link set cable down");
	main_is_unknown(daemon, "timeout");
	local_goes_on(daemon);
	daemon_wait_log(daemon, "connecting to host \"" OUR_SIDE "\" took too long", WAIT_MS);
	ip("link set cable up");
	daemon_wait_json(daemon, "/v1/targets/main", "/status", "in_sync", WAIT_MS);
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
	free(conninfo);
	pg_drop(database);
}

/* A socket that takes questions and answers none, where /etc/resolv.conf points to. */
static int
silence_the_resolver(void)
{
	char *path = harness_path("resolv.conf");
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_port = htons(53),
		                       .sin_addr = { .s_addr = htonl(INADDR_LOOPBACK) } };
	int fd;

	harness_write_file(path, "nameserver 127.0.0.1\noptions timeout:5 attempts:3\n");
	assert_int_equal(mount(path, "/etc/resolv.conf", NULL, MS_BIND, NULL), 0);
	assert_int_equal(setns(beyond_network, CLONE_NEWNET), 0);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(setns(network, CLONE_NEWNET), 0);
	free(path);
	return fd;
}

static void
a_silent_resolver_holds_up_nobody_7(void **state)
{
	struct pg_database *database = application();
	int resolver = silence_the_resolver();
	struct daemon *daemon = watch("host=db.example.com user=postgres dbname=app",
	                              database->conninfo);
	char question[512];
	int64_t began;

	(void)state;
	/* It is being asked now, and for 15 s. */
	assert_true(recv(resolver, question, sizeof question, 0) > 0);
	for (int i = 0; i < 20; i++) {
		began = clock_ms();
		assert_int_equal(http_status(daemon->address, "/livez"), 200);
		assert_in_range(clock_ms() - began, 0, NOT_STUCK);
	}
	main_is_unknown(daemon, "timeout");
	local_goes_on(daemon);
	assert_true(daemon_log_contains(daemon, "looking up a host name took too long"));
	began = clock_ms();
	assert_int_equal(daemon_stop(daemon), 0);
	assert_in_range(clock_ms() - began, 0, 4000);
	daemon_free(daemon);
	close(resolver);
	assert_int_equal(umount2("/etc/resolv.conf", MNT_DETACH), 0);
	pg_drop(database);
}

static void
asks_for_the_password_as_it_is(int fd, struct fake_seen *seen)
{
	fake_startup(fd, seen, 'N');
	fake_send(fd, 'R', "\0\0\0\3", 4);
	for (;;)
		fake_message(fd, seen);
}

static void
a_password_is_not_sent_as_it_is_8(void **state)
{
	struct pg_database *database = application();
	struct fake_server fake = { .everywhere = true };
	struct daemon *daemon;
	char *conninfo;

	(void)state;
	fake_start(&fake, asks_for_the_password_as_it_is);
	conninfo = harness_format(
		"host=" OUR_SIDE " port=%d user=watch password=swordfish dbname=app", fake.port);
	daemon = watch(conninfo, database->conninfo);
	main_is_unknown(daemon, "auth");
	local_goes_on(daemon);
	assert_in_range(fake.seen->connections, 1, 1000);
	assert_int_equal(fake.seen->passwords, 0);
	assert_false(daemon_log_contains(daemon, "swordfish"));
	daemon_free(daemon);
	fake_stop(&fake);
	free(conninfo);
	pg_drop(database);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lost_packets_meet_our_deadline_6),
		cmocka_unit_test(a_silent_resolver_holds_up_nobody_7),
		cmocka_unit_test(a_password_is_not_sent_as_it_is_8),
	};

	if (!make_networks()) {
		puts("only root can make networks, and where that is allowed");
		return SKIPPED;
	}
	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
