#include "harness.h"
#include "harness_pg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libpq-fe.h>

static void
quiet_cb(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

static PGconn *
connect_or_fail(const char *conninfo)
{
	PGconn *connection = PQconnectdb(conninfo);

	if (PQstatus(connection) != CONNECTION_OK)
		fail_msg("no connection (%s): %s", conninfo, PQerrorMessage(connection));
	PQsetNoticeProcessor(connection, quiet_cb, NULL);
	return connection;
}

static void
execute(PGconn *connection, const char *sql)
{
	PGresult *result = PQexec(connection, sql);

	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(connection));
	PQclear(result);
}

/* Statements outside of any test database, each for itself; `before` may be NULL. */
static void
maintain(const struct pg_server *server, const char *before, const char *sql)
{
	char *conninfo = pg_conninfo(server, "postgres", NULL);
	PGconn *connection = connect_or_fail(conninfo);

	if (before != NULL)
		execute(connection, before);
	execute(connection, sql);
	PQfinish(connection);
	free(conninfo);
}

struct pg_database *
pg_database(struct pg_server *server)
{
	static int number;
	struct pg_database *database = calloc(1, sizeof(*database));
	char *sql;

	database->server = server;
	snprintf(database->name, sizeof(database->name), "test%d", ++number);
	database->conninfo = pg_conninfo(server, database->name, NULL);
	sql = harness_format("CREATE DATABASE %s", database->name);
	maintain(server, NULL, sql);
	free(sql);
	return database;
}

/* A subscription keeps its database from being dropped, and would ask its publisher for leave. */
static void
drop(const struct pg_database *database)
{
	char *before = harness_format("SET allow_system_table_mods = on;"
	                              "DELETE FROM pg_subscription WHERE subdbid ="
	                              " (SELECT oid FROM pg_database WHERE datname = '%s')",
	                              database->name);
	char *sql = harness_format("DROP DATABASE IF EXISTS %s WITH (FORCE)", database->name);

	maintain(database->server, before, sql);
	free(before);
	free(sql);
}

void
pg_drop(struct pg_database *database)
{
	if (!database)
		return;
	PQfinish(database->connection);
	if (pg_pid(database->server) != 0)
		drop(database);
	free(database->conninfo);
	free(database);
}

static PGresult *
run_once(struct pg_database *database, const char *sql)
{
	if (database->connection && PQstatus(database->connection) != CONNECTION_OK) {
		PQfinish(database->connection);
		database->connection = NULL;
	}
	if (!database->connection)
		database->connection = connect_or_fail(database->conninfo);
	return PQexec(database->connection, sql);
}

static PGresult *
run(struct pg_database *database, const char *sql)
{
	bool kept = database->connection != NULL;
	PGresult *result = run_once(database, sql);

	/* A kept connection may have ended since; that is only seen when it is used. */
	if (kept && PQstatus(database->connection) != CONNECTION_OK) {
		PQclear(result);
		result = run_once(database, sql);
	}
	ExecStatusType status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
		fail_msg("%sin: %.2000s", PQerrorMessage(database->connection), sql);
	return result;
}

static char *
first_value(struct pg_database *database, const char *sql)
{
	PGresult *result = run(database, sql);
	char *value = NULL;

	if (PQntuples(result) > 0 && PQnfields(result) > 0 && !PQgetisnull(result, 0, 0))
		value = harness_format("%s", PQgetvalue(result, 0, 0));
	PQclear(result);
	return value;
}

__attribute__((format(printf, 1, 0))) static char *
format_sql(const char *format, va_list arguments)
{
	char *sql = NULL;

	if (vasprintf(&sql, format, arguments) < 0)
		abort();
	return sql;
}

void
pg_exec(struct pg_database *database, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	char *sql = format_sql(format, arguments);
	va_end(arguments);
	PQclear(run(database, sql));
	free(sql);
}

char *
pg_value(struct pg_database *database, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	char *sql = format_sql(format, arguments);
	va_end(arguments);
	char *value = first_value(database, sql);
	free(sql);
	return value;
}

long
pg_number(struct pg_database *database, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	char *sql = format_sql(format, arguments);
	va_end(arguments);
	char *value = first_value(database, sql);
	long number = value ? strtol(value, NULL, 10) : 0;
	free(value);
	free(sql);
	return number;
}

void
pg_load_file(struct pg_database *database, const char *path)
{
	char *sql = harness_read_file(path);

	if (sql[0] == '\0')
		fail_msg("nothing to load in %s", path);
	PQclear(run(database, sql));
	free(sql);
}

void
pg_psql_file(struct pg_database *database, const char *path)
{
	const char *const argv[] = {
		"psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database->conninfo,
		"-f",   path, NULL
	};
	char *err;

	if (run_program(argv, NULL, &err) != 0)
		fail_msg("%s: %s", path, err);
	free(err);
}
