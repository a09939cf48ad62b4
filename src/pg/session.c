#include "pg/session.h"

#include "link_priv.h"
#include "model/array.h"

#include <stdio.h>
#include <string.h>

/* $1 to $3 are the limits in ms. What the server does not have finds no row in pg_settings. Operators
 * are qualified, as the search_path is not pinned yet. */
static const char pins[] =
	"SELECT pg_catalog.set_config(s.name, p.value, true)"
	" FROM (VALUES ('search_path', ''),"
	" ('DateStyle', 'ISO, YMD'),"
	" ('IntervalStyle', 'postgres'),"
	" ('TimeZone', 'UTC'),"
	" ('lc_monetary', 'C'),"
	" ('bytea_output', 'hex'),"
	" ('extra_float_digits', '1'),"
	" ('quote_all_identifiers', 'off'),"
	" ('standard_conforming_strings', 'on'),"
	" ('jit', 'off'),"
	" ('max_parallel_workers_per_gather', '0'),"
	" ('work_mem', '32768'),"
	" ('plan_cache_mode', 'force_custom_plan'),"
	" ('lock_timeout', $1::pg_catalog.text),"
	" ('statement_timeout', $2::pg_catalog.text),"
	" ('idle_in_transaction_session_timeout', $3::pg_catalog.text)"
	") AS p (name, value)"
	" JOIN pg_catalog.pg_settings AS s ON s.name OPERATOR(pg_catalog.=) p.name";

/* $1 are names, $2 their values. */
static const char set_all[] = "SELECT pg_catalog.set_config(s.name, p.value, true)"
			      " FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]),"
			      " pg_catalog.unnest($2::pg_catalog.text[])) AS p (name, value)"
			      " JOIN pg_catalog.pg_settings AS s"
			      " ON s.name OPERATOR(pg_catalog.=) p.name";

#define PIN_PARAMS   3
#define NUMBER_BYTES 12

/* Ends a begin with the failure that is kept, or with success. */
static void
begin_finish(struct link *link)
{
	struct session_begin begin = link->begin;

	begin.done(begin.arg, begin.failure.code == ERR_NONE ? NULL : &begin.failure,
	           begin.failure.code == ERR_NONE ? "BEGIN" : "");
}

static void
begin_undone_cb(void *arg, const struct err *err, const char *tag)
{
	struct link *link = arg;

	(void)err; /* the first failure counts */
	(void)tag;
	begin_finish(link);
}

static void pinned_cb(void *arg, const struct err *err, const char *tag);

static void
set_settings(struct link *link)
{
	const struct session_setting *setting = link->begin.settings;
	struct text names = { 0 };
	struct text values = { 0 };
	const char *params[2];

	link->begin.settings = NULL;
	text_addc(&names, '{');
	text_addc(&values, '{');
	for (bool first = true; setting->name != NULL; setting++, first = false) {
		array_add(&names, first, setting->name);
		array_add(&values, first, setting->value);
	}
	text_addc(&names, '}');
	text_addc(&values, '}');
	params[0] = text_str(&names);
	params[1] = text_str(&values);
	link_query(link, set_all, params, 2, link->begin.deadline_ms, NULL, pinned_cb, link);
	text_done(&names);
	text_done(&values);
}

/* A failed pin leaves no transaction behind. */
static void
pinned_cb(void *arg, const struct err *err, const char *tag)
{
	struct link *link = arg;

	(void)tag;
	if (err != NULL)
		link->begin.failure = *err;
	if (err != NULL && link_is_open(link))
		session_abort(link, link->begin.deadline_ms, begin_undone_cb, link);
	else if (err == NULL && link->begin.settings != NULL)
		set_settings(link);
	else
		begin_finish(link);
}

static void
begun_cb(void *arg, const struct err *err, const char *tag)
{
	struct link *link = arg;
	const struct session_limits *limits = &link->begin.limits;
	char number[PIN_PARAMS][NUMBER_BYTES];
	const char *params[PIN_PARAMS] = { number[0], number[1], number[2] };

	(void)tag;
	if (err != NULL) {
		link->begin.failure = *err;
		begin_finish(link);
		return;
	}
	snprintf(number[0], NUMBER_BYTES, "%d", limits->lock_timeout_ms);
	snprintf(number[1], NUMBER_BYTES, "%d", limits->statement_timeout_ms);
	snprintf(number[2], NUMBER_BYTES, "%d", limits->idle_in_transaction_session_timeout_ms);
	link_query(link, pins, params, PIN_PARAMS, link->begin.deadline_ms, NULL, pinned_cb, link);
}

static void
begin(struct link *link, const char *sql, const struct session_begin *how)
{
	link->begin = *how;
	link_query(link, sql, NULL, 0, how->deadline_ms, NULL, begun_cb, link);
}

void
session_begin(struct link *link, const struct session_limits *limits, int64_t deadline_ms,
              link_done_cb *done, void *arg)
{
	const struct session_begin how = { *limits, NULL, deadline_ms, done, arg, { 0 } };

	begin(link, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", &how);
}

void
session_begin_writing(struct link *link, const struct session_limits *limits,
                      const struct session_setting *settings, int64_t deadline_ms,
                      link_done_cb *done, void *arg)
{
	const struct session_begin how = { *limits, settings, deadline_ms, done, arg, { 0 } };

	begin(link, "BEGIN ISOLATION LEVEL READ COMMITTED", &how);
}

void
session_begin_trial(struct link *link, const struct session_limits *limits,
                    const struct session_setting *settings, int64_t deadline_ms, link_done_cb *done,
                    void *arg)
{
	const struct session_begin how = { *limits, settings, deadline_ms, done, arg, { 0 } };

	begin(link, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", &how);
}

void
session_set(struct link *link, const struct session_setting *setting, int64_t deadline_ms,
            link_done_cb *done, void *arg)
{
	const char *params[] = { setting->name, setting->value };

	link_query(link, "SELECT pg_catalog.set_config($1, $2, true)", params, 2, deadline_ms, NULL,
	           done, arg);
}

void
session_role(struct link *link, const char *role, int64_t deadline_ms, link_done_cb *done,
             void *arg)
{
	const struct session_setting setting = { "role", role };

	/* ALTER ROLE may have set it: the default is not always the role that logged in. */
	if (role == NULL)
		link_query(link, "SET LOCAL role TO DEFAULT", NULL, 0, deadline_ms, NULL, done,
		           arg);
	else
		session_set(link, &setting, deadline_ms, done, arg);
}

void
session_savepoint(struct link *link, int64_t deadline_ms, link_done_cb *done, void *arg)
{
	link_query(link, "SAVEPOINT pgdriftd", NULL, 0, deadline_ms, NULL, done, arg);
}

void
session_rollback_to(struct link *link, int64_t deadline_ms, link_done_cb *done, void *arg)
{
	link_query(link, "ROLLBACK TO SAVEPOINT pgdriftd", NULL, 0, deadline_ms, NULL, done, arg);
}

void
session_release(struct link *link, int64_t deadline_ms, link_done_cb *done, void *arg)
{
	link_query(link, "RELEASE SAVEPOINT pgdriftd", NULL, 0, deadline_ms, NULL, done, arg);
}

static void
ended_cb(void *arg, const struct err *err, const char *tag)
{
	struct link *link = arg;
	struct session_begin end = link->begin;
	struct err failed = { 0 };

	/* COMMIT of a transaction that had failed rolls back, and calls that a success. */
	if (err == NULL && strcmp(tag, "COMMIT") != 0) {
		err_set_sqlstate(&failed, ERR_SERVER, "25P02",
		                 "the transaction had failed: COMMIT answered %s", tag);
		err = &failed;
	}
	end.done(end.arg, err, tag);
}

void
session_end(struct link *link, int64_t deadline_ms, link_done_cb *done, void *arg)
{
	link->begin.done = done;
	link->begin.arg = arg;
	link_query(link, "COMMIT", NULL, 0, deadline_ms, NULL, ended_cb, link);
}

void
session_abort(struct link *link, int64_t deadline_ms, link_done_cb *done, void *arg)
{
	link_query(link, "ROLLBACK", NULL, 0, deadline_ms, NULL, done, arg);
}
