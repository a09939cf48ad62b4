/* What GET /metrics says, as the programs see it that it is made for: promtool, and a real Prometheus
 * with the rules of config/alerts and a real Alertmanager behind it. */
#include "harness.h"
#include "harness_daemon.h"
#include "harness_http.h"
#include "harness_pg.h"
#include "receiver.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define WAIT_MS 30000

static const char manifest[] =
	"{ \"manifest\": 1, \"name\": \"small\", \"modules\": ["
	" { \"name\": \"core\", \"tables\": [ \"events\", \"tickets\" ] },"
	" { \"name\": \"extra\", \"requirement\": \"optional\", \"tables\": [ \"notes\" ] } ] }";

#define HEAD "[pgdriftd]\nmanifest = @manifest@\ncheck_interval = 1s\nlisten = 127.0.0.1:@port@\n"
/* What people are told, one of them as yet in vain. */
#define TOLD                                  \
	"[hook quiet]\ncommand = /bin/true\n" \
	"[webhook away]\nurl = http://127.0.0.1:1/\n"
#define DOWN "[target down]\nconninfo = host=@dir@/nowhere dbname=app\n"

static struct pg_server *server;

static int
start_server(void **state)
{
	(void)state;
	server = pg_start(NULL);
	return 0;
}

static int
stop_server(void **state)
{
	(void)state;
	pg_free(server);
	return 0;
}

static struct pg_database *
make_database(void)
{
	struct pg_database *database = pg_database(server);

	pg_exec(database, "CREATE TABLE events (id int); CREATE TABLE tickets (id int)");
	return database;
}

/* `more` follows the [pgdriftd] section. */
static struct daemon *
start_daemon(const struct pg_database *database, const char *more)
{
	char *ini = harness_format(HEAD "[target main]\nconninfo = %s\n%s", database->conninfo,
	                           more);
	struct daemon *daemon = daemon_start(
		&(struct daemon_options){ .ini = ini, .manifest = manifest });

	free(ini);
	return daemon;
}

static bool
has_program(const char *name)
{
	char *line = harness_format("command -v %s", name);
	const char *const argv[] = { "sh", "-c", line, NULL };
	bool found = run_program(argv, NULL, NULL) == 0;

	free(line);
	return found;
}

/* --- the scrape ------------------------------------------------------------------------------ */

/* Caller owns. */
static char *
scrape(const struct daemon *daemon)
{
	struct http_response *response = http_request(daemon->address, "GET", "/metrics", NULL,
	                                              NULL);
	char *text;

	assert_int_equal(response->status, 200);
	text = strdup(response->body);
	http_free(response);
	return text;
}

struct sample {
	const struct daemon *daemon;
	const char *line; /* with its newline */
};

static bool
says_cb(void *arg)
{
	const struct sample *sample = arg;
	char *text = scrape(sample->daemon);
	bool says = strstr(text, sample->line) != NULL;

	free(text);
	return says;
}

static void
wait_sample(const struct daemon *daemon, const char *line)
{
	struct sample sample = { daemon, line };
	char *text;

	if (wait_until(WAIT_MS, says_cb, &sample))
		return;
	text = scrape(daemon);
	fail_msg("no %s in:\n%s", line, text);
}

struct count {
	const struct daemon *daemon;
	const char *sample; /* its name and labels, after a newline */
	double least;
};

static bool
has_grown_cb(void *arg)
{
	const struct count *count = arg;
	char *text = scrape(count->daemon);
	const char *at = strstr(text, count->sample);
	bool grown = at != NULL && strtod(at + strlen(count->sample), NULL) >= count->least;

	free(text);
	return grown;
}

static void
wait_at_least(const struct daemon *daemon, const char *sample, double least)
{
	struct count count = { daemon, sample, least };

	if (!wait_until(WAIT_MS, has_grown_cb, &count))
		fail_msg("%s does not become %g", sample, least);
}

/* The value of a metric without labels. */
static double
value_of(const char *text, const char *name)
{
	char *line = harness_format("\n%s ", name);
	const char *at = strstr(text, line);
	double value;

	if (at == NULL)
		fail_msg("there is no %s", name);
	value = strtod(at + strlen(line), NULL);
	free(line);
	return value;
}

static void
promtool_has_nothing_to_say(void **state)
{
	struct pg_database *database;
	struct daemon *daemon;
	char *path = harness_path("scrape");
	char *line = harness_format("promtool check metrics <%s", path);
	char *text, *out, *err;

	(void)state;
	if (!has_program("promtool"))
		skip();
	database = make_database();
	pg_exec(database, "DROP TABLE tickets");
	daemon = start_daemon(database, DOWN TOLD);
	wait_sample(daemon, "\npgdriftd_tables_missing{target=\"main\",module=\"core\"} 1\n");
	wait_sample(daemon, "\npgdriftd_check_failures_total{target=\"down\",reason=\"connect\"} ");
	/* Each metric of the table is there by now, but for those of creating. */
	wait_at_least(daemon, "\npgdriftd_events_total{type=\"drift.detected\"} ", 1);
	wait_at_least(daemon,
	              "\npgdriftd_hook_deliveries_total{hook=\"quiet\",outcome=\"delivered\"} ", 1);
	wait_at_least(daemon, "\npgdriftd_webhook_owed{webhook=\"away\"} ", 1);
	wait_at_least(daemon, "\npgdriftd_webhook_retries_total{webhook=\"away\"} ", 1);
	text = scrape(daemon);
	assert_non_null(strstr(text, "\npgdriftd_hook_owed{hook=\"quiet\"} 0\n"));
	assert_non_null(strstr(text, "\npgdriftd_webhook_gone{webhook=\"away\"} 0\n"));
	assert_non_null(strstr(text, "\npgdriftd_store_on_disk 0\n")); /* no state_dir */
	assert_non_null(strstr(text, "\npgdriftd_target_silenced{target=\"main\"} 0\n"));
	harness_write_file(path, text);
	const char *const argv[] = { "sh", "-c", line, NULL };
	assert_int_equal(run_program(argv, &out, &err), 0);
	assert_string_equal(out, "");
	assert_string_equal(err, "");
	free(out);
	free(err);
	free(text);
	free(line);
	unlink(path);
	free(path);
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
	pg_drop(database);
}

static void
findings_come_and_go(void **state)
{
	struct pg_database *database = make_database();
	struct daemon *daemon = start_daemon(database, DOWN);
	char *text;

	(void)state;
	wait_sample(daemon, "\npgdriftd_target_up{target=\"main\"} 1\n");
	wait_at_least(daemon,
	              "\npgdriftd_check_failures_total{target=\"down\",reason=\"connect\"} ", 2);
	text = scrape(daemon);
	assert_non_null(strstr(text, "\npgdriftd_target_up{target=\"down\"} 0\n"));
	assert_non_null(strstr(text, "{target=\"main\",module=\"core\",state=\"whole\"} 1\n"));
	assert_non_null(strstr(text, "{target=\"main\",module=\"extra\",state=\"absent\"} 1\n"));
	assert_null(strstr(text, "\npgdriftd_findings{"));
	assert_null(strstr(text, "\npgdriftd_drift_since_timestamp_seconds{"));
	free(text);

	pg_exec(database, "DROP TABLE events");
	wait_sample(daemon,
	            "\npgdriftd_findings{target=\"main\",module=\"core\",severity=\"critical\","
	            "change=\"missing\"} 1\n");
	text = scrape(daemon);
	assert_non_null(strstr(text, "{target=\"main\",module=\"core\",state=\"partial\"} 1\n"));
	assert_non_null(strstr(text, "\npgdriftd_drift_since_timestamp_seconds{target=\"main\"} "));
	free(text);
	pg_exec(database, "CREATE TABLE events (id int)");
	wait_sample(daemon, "{target=\"main\",module=\"core\",state=\"whole\"} 1\n");
	text = scrape(daemon);
	assert_null(strstr(text, "\npgdriftd_findings{"));
	free(text);
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
	pg_drop(database);
}

static void
a_reload_shows(void **state)
{
	struct daemon *daemon = daemon_start(
		&(struct daemon_options){ .ini = HEAD DOWN, .manifest = manifest });
	char *text;
	double read_at;

	(void)state;
	text = scrape(daemon);
	assert_true(value_of(text, "pgdriftd_config_last_reload_successful") == 1);
	read_at = value_of(text, "pgdriftd_config_last_reload_success_timestamp_seconds");
	assert_true(read_at > (double)time(NULL) - 60 && read_at < (double)time(NULL) + 1);
	free(text);
	daemon_reload(daemon, HEAD "frobnicate = 1\n" DOWN);
	wait_sample(daemon, "\npgdriftd_config_last_reload_successful 0\n");
	text = scrape(daemon);
	assert_true(value_of(text, "pgdriftd_config_last_reload_success_timestamp_seconds") ==
	            read_at);
	assert_non_null(strstr(text, "{target=\"down\"}"));
	free(text);
	/* A target that is gone leaves nothing behind. */
	daemon_reload(daemon, HEAD "[target next]\nconninfo = host=@dir@/nowhere\n");
	wait_sample(daemon, "\npgdriftd_config_last_reload_successful 1\n");
	text = scrape(daemon);
	assert_true(value_of(text, "pgdriftd_config_last_reload_success_timestamp_seconds") >
	            read_at);
	assert_null(strstr(text, "\"down\""));
	assert_non_null(strstr(text, "\npgdriftd_checks_total{target=\"next\"} "));
	free(text);
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
}

static void
the_process_is_described(void **state)
{
	struct daemon *daemon = daemon_start(
		&(struct daemon_options){ .ini = HEAD DOWN, .manifest = manifest });
	char *text;
	double started;

	(void)state;
	assert_int_equal(http_status(daemon->address, "/nowhere"), 404);
	wait_at_least(daemon, "\npgdriftd_event_loop_delay_seconds_count ", 2);
	text = scrape(daemon);
	started = value_of(text, "process_start_time_seconds");
	assert_true(started > (double)time(NULL) - 60 && started < (double)time(NULL) + 1);
	assert_true(value_of(text, "process_cpu_seconds_total") > 0);
	assert_true(value_of(text, "process_resident_memory_bytes") > 1e6);
	assert_true(value_of(text, "process_virtual_memory_bytes") >=
	            value_of(text, "process_resident_memory_bytes"));
	assert_true(value_of(text, "process_open_fds") >= 4);
	assert_true(value_of(text, "process_max_fds") >= value_of(text, "process_open_fds"));
	assert_non_null(
		strstr(text, "\npgdriftd_http_requests_total{handler=\"other\",code=\"404\"} 1\n"));
	free(text);
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
}

/* --- Prometheus and Alertmanager ------------------------------------------------------------- */

/* A program with a directory and a port of its own. */
struct service {
	const char *name;
	char *dir;
	char *config;
	char *log;
	char *address;
	char *listen; /* its option */
	char *data;   /* its option */
	pid_t pid;
};

static void
service_prepare(struct service *service, const char *name, const char *data_option)
{
	service->name = name;
	service->dir = harness_path(name);
	assert_int_equal(mkdir(service->dir, 0700), 0);
	service->config = harness_format("%s/config.yml", service->dir);
	service->log = harness_format("%s/log", service->dir);
	service->address = harness_format("127.0.0.1:%d", harness_free_port());
	service->listen = harness_format("--web.listen-address=%s", service->address);
	service->data = harness_format("%s=%s/data", data_option, service->dir);
}

static bool
answers_cb(void *arg)
{
	const struct service *service = arg;

	return http_status(service->address, "/-/ready") == 200;
}

static void
service_start(struct service *service, const char *more)
{
	char *config = harness_format("--config.file=%s", service->config);
	const char *const argv[] = {
		service->name, config, service->listen, service->data, "--log.level=warn",
		more,          NULL
	};

	service->pid = harness_spawn(&(struct harness_spawn){
		.argv = argv, .out_path = service->log, .err_path = service->log });
	if (!wait_until(WAIT_MS, answers_cb, service))
		fail_msg("%s does not answer: %s", service->name, harness_read_file(service->log));
	free(config);
}

static void
service_end(struct service *service)
{
	const char *const argv[] = { "rm", "-rf", service->dir, NULL };

	kill(service->pid, SIGTERM);
	if (harness_wait(service->pid, WAIT_MS) < 0) {
		kill(service->pid, SIGKILL);
		harness_wait(service->pid, WAIT_MS);
	}
	assert_int_equal(run_program(argv, NULL, NULL), 0);
	free(service->dir);
	free(service->config);
	free(service->log);
	free(service->address);
	free(service->listen);
	free(service->data);
}

static void
start_alertmanager(struct service *service, const struct receiver *receiver)
{
	char *config = harness_format("route:\n"
	                              "  receiver: test\n"
	                              "  group_by: [alertname, target]\n"
	                              "  group_wait: 0s\n"
	                              "  group_interval: 1s\n"
	                              "receivers:\n"
	                              "- name: test\n"
	                              "  webhook_configs:\n"
	                              "  - url: http://127.0.0.1:%d/alerts\n",
	                              receiver->port);

	service_prepare(service, "prometheus-alertmanager", "--storage.path");
	harness_write_file(service->config, config);
	service_start(service, "--cluster.listen-address=");
	free(config);
}

/* With the rules as they are, but for waiting seconds in place of minutes. */
static void
start_prometheus(struct service *service, const char *scraped, const char *alertmanager)
{
	char *config = harness_format("global: { scrape_interval: 1s, evaluation_interval: 1s }\n"
	                              "rule_files: [rules.yml]\n"
	                              "alerting:\n"
	                              "  alertmanagers:\n"
	                              "  - static_configs: [{ targets: ['%s'] }]\n"
	                              "scrape_configs:\n"
	                              "- job_name: pgdriftd\n"
	                              "  static_configs: [{ targets: ['%s'] }]\n",
	                              alertmanager, scraped);
	char *line;

	service_prepare(service, "prometheus", "--storage.tsdb.path");
	harness_write_file(service->config, config);
	line = harness_format("sed 's/for: [0-9]*m/for: 2s/' config/alerts/pgdriftd.rules.yml "
	                      ">%s/rules.yml",
	                      service->dir);
	const char *const argv[] = { "sh", "-c", line, NULL };
	assert_int_equal(run_program(argv, NULL, NULL), 0);
	service_start(service, "--rules.alert.resend-delay=2s");
	free(line);
	free(config);
}

static bool
is_scraped_cb(void *arg)
{
	const struct service *prometheus = arg;
	json_t *targets = http_json(prometheus->address, "/api/v1/targets", NULL);
	const char *health = json_text_at(targets, "/data/activeTargets/0/health");
	const char *error = json_text_at(targets, "/data/activeTargets/0/lastError");
	bool up = health != NULL && strcmp(health, "up") == 0;

	assert_true(error == NULL || error[0] == '\0');
	json_decref(targets);
	return up;
}

static void
assert_text(const json_t *root, const char *pointer, const char *text)
{
	const char *is = json_text_at(root, pointer);

	if (is == NULL || strcmp(is, text) != 0)
		fail_msg("%s is %s, not %s", pointer, is == NULL ? "missing" : is, text);
}

/* Takes notifications until the one on missing tables has this status; others may come as well. */
static void
await_notification(struct receiver *receiver, const char *status)
{
	static const char answer[] =
		"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
	bool seen = false;

	while (!seen) {
		size_t at = receiver_take(receiver, WAIT_MS, answer);
		json_t *body = json_loads(receiver->heard + at, JSON_REJECT_DUPLICATES, NULL);
		const char *alert = json_text_at(body, "/commonLabels/alertname");

		assert_non_null(body);
		assert_memory_equal(receiver->heard, "POST /alerts HTTP/1.1\r\n", 23);
		assert_text(body, "/version", "4");
		seen = alert != NULL && strcmp(alert, "PgdriftdTablesMissing") == 0 &&
		       strcmp(json_text_at(body, "/status"), status) == 0;
		if (seen) {
			assert_text(body, "/alerts/0/status", status);
			assert_text(body, "/alerts/0/labels/target", "main");
			assert_text(body, "/alerts/0/labels/module", "core");
			assert_text(body, "/alerts/0/labels/severity", "critical");
			assert_text(body, "/alerts/0/annotations/summary",
			            "main: tables of core are missing: 1");
		}
		json_decref(body);
	}
}

static void
the_alert_fires_on_a_drop_and_resolves_on_the_re_create(void **state)
{
	struct pg_database *database;
	struct daemon *daemon;
	struct receiver receiver;
	struct service alertmanager, prometheus;
	char *scraped;

	(void)state;
	if (!has_program("prometheus") || !has_program("prometheus-alertmanager"))
		skip();
	database = make_database();
	daemon = start_daemon(database, "");
	wait_sample(daemon, "\npgdriftd_target_up{target=\"main\"} 1\n");
	scraped = harness_format("127.0.0.1:%d", daemon->port);
	receiver_open(&receiver);
	start_alertmanager(&alertmanager, &receiver);
	start_prometheus(&prometheus, scraped, alertmanager.address);
	assert_true(wait_until(WAIT_MS, is_scraped_cb, &prometheus));

	pg_exec(database, "DROP TABLE tickets");
	await_notification(&receiver, "firing");
	pg_exec(database, "CREATE TABLE tickets (id int)");
	await_notification(&receiver, "resolved");

	service_end(&prometheus);
	service_end(&alertmanager);
	receiver_close(&receiver);
	free(scraped);
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
	pg_drop(database);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(promtool_has_nothing_to_say),
		cmocka_unit_test(findings_come_and_go),
		cmocka_unit_test(a_reload_shows),
		cmocka_unit_test(the_process_is_described),
		cmocka_unit_test(the_alert_fires_on_a_drop_and_resolves_on_the_re_create),
	};

	return cmocka_run_group_tests(tests, start_server, stop_server);
}
