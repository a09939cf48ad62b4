#include "harness_pg.h"

#include "harness.h"

#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <pwd.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <libpq-fe.h>

#define START_LIMIT_MS 60000
#define STOP_LIMIT_MS  30000

struct pg_server {
	char *dir; /* holds data, the socket and the log */
	char *data;
	char *log;
	char *bin_dir;
	char *probe; /* conninfo for pg_is_ready() */
	int port;
	pid_t pid;
};

static const char settings[] = "fsync = off\n"
			       "full_page_writes = off\n"
			       "synchronous_commit = off\n"
			       "shared_buffers = 32MB\n"
			       "max_wal_size = 256MB\n"
			       "dynamic_shared_memory_type = mmap\n"
			       "logging_collector = off\n";

/* PostgreSQL refuses root. */
static const char *
server_user(void)
{
	if (geteuid() != 0)
		return NULL;
	return getpwnam("postgres") ? "postgres" : "nobody";
}

/* Caller owns. */
static char *
find_bin_dir(bool of_system)
{
	const char *const argv[] = { "pg_config", "--bindir", NULL };
	glob_t found = { 0 };
	char *dir = NULL;
	char *out = NULL;

	if (getenv("PG_BINDIR") && !of_system)
		return harness_format("%s", getenv("PG_BINDIR"));
	if (run_program(argv, &out, NULL) == 0) {
		char *initdb = harness_format("%.*s/initdb", (int)strcspn(out, "\n"), out);
		if (access(initdb, X_OK) == 0)
			dir = harness_format("%.*s", (int)strcspn(out, "\n"), out);
		free(initdb);
	}
	free(out);
	if (!dir && glob("/usr/lib/postgresql/*/bin", 0, NULL, &found) == 0)
		dir = harness_format("%s", found.gl_pathv[found.gl_pathc - 1]);
	globfree(&found);
	if (!dir)
		fail_msg("no PostgreSQL server found: set PG_BINDIR");
	return dir;
}

static void
run_or_fail(const char *const *argv, const char *user)
{
	char *log = harness_path("run");
	struct harness_spawn spawn = {
		.argv = argv, .user = user, .out_path = log, .err_path = log
	};
	int code = harness_wait(harness_spawn(&spawn), START_LIMIT_MS);
	char *text = harness_read_file(log);

	if (code != 0)
		fail_msg("%s ended with %d: %s", argv[0], code, text);
	unlink(log);
	free(text);
	free(log);
}

static void
make_cluster(const char *bin_dir, const char *data)
{
	char *initdb = harness_format("%s/initdb", bin_dir);
	const char *const argv[] = { initdb,  "--no-sync", "-A",
		                     "trust", "-U",        "postgres",
		                     "-E",    "UTF8",      "--locale=C.UTF-8",
		                     "-D",    data,        NULL };

	run_or_fail(argv, server_user());
	free(initdb);
}

/* A cluster takes a second or two to make, a copy of it a tenth: it is made once for each build
 * directory and version of the server. The lock is for test programs that run at the same time. */
static void
copy_cluster(const char *bin_dir, const char *data)
{
	const char *build = getenv("BUILD") ? getenv("BUILD") : "build";
	char *postgres = harness_format("%s/postgres", bin_dir);
	char *version = NULL;
	const char *const ask[] = { postgres, "--version", NULL };

	assert_int_equal(run_program(ask, &version, NULL), 0);
	for (char *c = version; *c; c++)
		*c = isalnum((unsigned char)*c) || *c == '.' ? *c : '-';
	char *template = harness_format("%s/pg-%.80s-%ld", build, version, (long)geteuid());
	char *lock_path = harness_format("%s.lock", template);
	FILE *lock = fopen(lock_path, "we");
	if (!lock || flock(fileno(lock), LOCK_EX) != 0)
		fail_msg("cannot lock %s: %s", lock_path, strerror(errno));

	if (access(template, F_OK) != 0) {
		char *partial = harness_format("%s.new", template);
		const char *const clear[] = { "rm", "-rf", partial, NULL };
		const char *const keep[] = { "cp", "-a", data, partial, NULL };
		make_cluster(bin_dir, data);
		run_or_fail(clear, NULL);
		run_or_fail(keep, NULL);
		if (rename(partial, template) != 0)
			fail_msg("cannot make %s: %s", template, strerror(errno));
		free(partial);
	} else {
		const char *const copy[] = { "cp", "-a", template, data, NULL };
		run_or_fail(copy, NULL);
	}
	fclose(lock);
	free(lock_path);
	free(template);
	free(version);
	free(postgres);
}

static void
configure(const struct pg_server *server, const struct pg_options *options)
{
	char *conf = harness_format("%s/postgresql.conf", server->data);
	char *hba = harness_format("%s/pg_hba.conf", server->data);
	char *text = harness_format(
		"%slisten_addresses = '%s'\nport = %d\nunix_socket_directories = '%s'\n%s\n",
		settings, options->tcp ? "127.0.0.1" : "", server->port, server->dir,
		options->conf ? options->conf : "");

	harness_write_file(conf, text);
	harness_write_file(hba, options->hba
	                                ? options->hba
	                                : "local all all trust\nhost all all 127.0.0.1/32 trust\n"
	                                  "local replication all trust\n");
	free(text);
	free(hba);
	free(conf);
}

bool
pg_is_ready(struct pg_server *server)
{
	return PQping(server->probe) == PQPING_OK;
}

static bool
has_started_or_ended_cb(void *arg)
{
	struct pg_server *server = arg;

	if (harness_wait(server->pid, 0) >= 0) {
		server->pid = 0;
		return true;
	}
	return pg_is_ready(server);
}

void
pg_start_again(struct pg_server *server)
{
	char *postgres = harness_format("%s/postgres", server->bin_dir);
	const char *const argv[] = { postgres, "-D", server->data, NULL };
	struct harness_spawn spawn = {
		.argv = argv,
		.user = server_user(),
		.out_path = server->log,
		.err_path = server->log,
		.death_signal = SIGQUIT,
	};

	assert_int_equal(server->pid, 0);
	server->pid = harness_spawn(&spawn);
	free(postgres);
	if (!wait_until(START_LIMIT_MS, has_started_or_ended_cb, server) || server->pid == 0)
		fail_msg("the server did not start: %s", harness_read_file(server->log));
}

/* A place for a server whose data are still to be made. */
static struct pg_server *
make_server(int port)
{
	struct pg_server *server = calloc(1, sizeof(*server));
	const struct passwd *owner = server_user() ? getpwnam(server_user()) : NULL;

	server->dir = harness_path("pg");
	server->data = harness_format("%s/data", server->dir);
	server->log = harness_format("%s/server.log", server->dir);
	if (mkdir(server->dir, 0755) != 0 ||
	    (owner && chown(server->dir, owner->pw_uid, owner->pw_gid) != 0))
		fail_msg("cannot make %s: %s", server->dir, strerror(errno));
	server->port = port;
	server->probe = pg_conninfo(server, "postgres", NULL);
	return server;
}

struct pg_server *
pg_standby(const struct pg_server *primary)
{
	static const struct pg_options defaults;
	char *basebackup = harness_format("%s/pg_basebackup", primary->bin_dir);
	char *port = harness_format("%d", primary->port);
	struct pg_server *server = NULL;

	if (access(basebackup, X_OK) == 0) {
		server = make_server(primary->port);
		server->bin_dir = strdup(primary->bin_dir);
		const char *const argv[] = { basebackup,   "-D", server->data, "-h",
			                     primary->dir, "-p", port,         "-U",
			                     "postgres",   "-R", "--no-sync",  "-c",
			                     "fast",       NULL };
		run_or_fail(argv, server_user());
		configure(server, &defaults);
		pg_start_again(server);
	}
	free(port);
	free(basebackup);
	return server;
}

struct pg_server *
pg_start(const struct pg_options *options)
{
	static const struct pg_options defaults;
	struct pg_server *server = make_server(options && options->tcp ? harness_free_port()
	                                                               : 5432);

	server->bin_dir = find_bin_dir(options && options->of_system);
	copy_cluster(server->bin_dir, server->data);
	configure(server, options ? options : &defaults);
	pg_start_again(server);
	return server;
}

void
pg_stop(struct pg_server *server, enum pg_stop_mode mode)
{
	if (server->pid == 0)
		return;
	kill(server->pid, mode == PG_STOP_FAST ? SIGINT : SIGQUIT);
	kill(server->pid, SIGCONT);
	if (harness_wait(server->pid, STOP_LIMIT_MS) < 0)
		fail_msg("the server did not stop within %d ms", STOP_LIMIT_MS);
	server->pid = 0;
}

void
pg_free(struct pg_server *server)
{
	if (!server)
		return;
	pg_stop(server, PG_STOP_IMMEDIATE);
	const char *const clear[] = { "rm", "-rf", server->dir, NULL };
	run_or_fail(clear, NULL);
	free(server->probe);
	free(server->bin_dir);
	free(server->log);
	free(server->data);
	free(server->dir);
	free(server);
}

void
pg_pause(struct pg_server *server)
{
	kill(server->pid, SIGSTOP);
}

void
pg_continue(struct pg_server *server)
{
	kill(server->pid, SIGCONT);
}

pid_t
pg_pid(const struct pg_server *server)
{
	return server->pid;
}

int
pg_port(const struct pg_server *server)
{
	return server->port;
}

const char *
pg_socket_dir(const struct pg_server *server)
{
	return server->dir;
}

const char *
pg_log_path(const struct pg_server *server)
{
	return server->log;
}

char *
pg_conninfo(const struct pg_server *server, const char *database, const char *user)
{
	return harness_format("host=%s port=%d dbname=%s user=%s", server->dir, server->port,
	                      database, user ? user : "postgres");
}
