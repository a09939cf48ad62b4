/* A private, throw-away PostgreSQL: own data directory, unix socket, no fsync. One for the tests of
 * a program, one database for each test. */
#ifndef TESTS_HARNESS_PG_H
#define TESTS_HARNESS_PG_H

#include <stdbool.h>
#include <sys/types.h>

enum pg_stop_mode { PG_STOP_FAST, PG_STOP_IMMEDIATE };

struct pg_options {
	bool tcp;         /* listens on 127.0.0.1 as well, on a free port */
	const char *conf; /* lines added to postgresql.conf; NULL: none */
	const char *hba;  /* the whole pg_hba.conf; NULL: everybody is trusted */
	bool of_system;   /* not that of PG_BINDIR */
};

struct pg_server; /* opaque */

/* Starts a server and waits until it accepts connections. options may be NULL. The major version is
 * that of PG_BINDIR, else pg_config --bindir, else the newest in /usr/lib/postgresql. Free with
 * pg_free(). */
struct pg_server *pg_start(const struct pg_options *options);

/* A hot standby that follows the primary, by pg_basebackup; pg_promote() ends that. Free with pg_free().
 * NULL: this installation of PostgreSQL has no pg_basebackup. */
struct pg_server *pg_standby(const struct pg_server *primary);

/* Ends the server at once and removes its files. NULL is fine. */
void pg_free(struct pg_server *server);

/* Stops it and waits for its end; starts it again on the same data, socket and port. */
void pg_stop(struct pg_server *server, enum pg_stop_mode mode);
void pg_start_again(struct pg_server *server);

/* SIGSTOP and SIGCONT to the postmaster: the kernel still accepts connections, nobody answers. */
void pg_pause(struct pg_server *server);
void pg_continue(struct pg_server *server);

/* Accepts connections. */
bool pg_is_ready(struct pg_server *server);

pid_t pg_pid(const struct pg_server *server); /* the postmaster; 0 while it is stopped */
int pg_port(const struct pg_server *server);  /* of the socket's name and of TCP */
const char *pg_socket_dir(const struct pg_server *server);
const char *pg_log_path(const struct pg_server *server); /* what the server wrote */

/* A conninfo over the unix socket, as the superuser "postgres" where user is NULL. Caller owns. */
char *pg_conninfo(const struct pg_server *server, const char *database, const char *user);

/* One database and an open connection to it, as the superuser. */
struct pg_database {
	struct pg_server *server;
	char name[32];
	char *conninfo;
	void *connection; /* PGconn; opened on first use, again after it was lost */
};

/* A new, empty database. Free with pg_drop(), which ends all connections to it. */
struct pg_database *pg_database(struct pg_server *server);
void pg_drop(struct pg_database *database);

/* Runs SQL, any number of statements (printf: a literal % is %%). An error fails the test. */
void pg_exec(struct pg_database *database, const char *sql, ...)
	__attribute__((format(printf, 2, 3)));

/* The first column of the first row as text; NULL where there is no row or it is NULL. Caller owns. */
char *pg_value(struct pg_database *database, const char *sql, ...)
	__attribute__((format(printf, 2, 3)));

/* The same as a number; no row is 0. */
long pg_number(struct pg_database *database, const char *sql, ...)
	__attribute__((format(printf, 2, 3)));

/* Runs a file of SQL; the same by psql, with its commands. */
void pg_load_file(struct pg_database *database, const char *path);
void pg_psql_file(struct pg_database *database, const char *path);

#endif
