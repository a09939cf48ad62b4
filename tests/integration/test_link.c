/* The link against a real server: sessions, rows, errors, transactions, and what handlers may do. */
#include "base/clock.h"
#include "drive.h"
#include "harness.h"
#include "harness_pg.h"
#include "pg/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct pg_server *server;
static struct pg_database *database;

static int
start_server(void **state)
{
	(void)state;
	server = pg_start(NULL);
	database = pg_database(server);
	return 0;
}

static int
stop_server(void **state)
{
	(void)state;
	pg_drop(database);
	pg_free(server);
	return 0;
}

static int
connect_link(void **state)
{
	static struct drive drive;

	drive_open(&drive, database->conninfo, NULL);
	if (!drive_connect(&drive, DRIVE_MS))
		fail_msg("%s", drive.err.message);
	*state = &drive;
	return 0;
}

static int
close_link(void **state)
{
	drive_close(*state);
	return 0;
}

static void
assert_failed(const struct drive *drive, enum err_code code, const char *sqlstate)
{
	if (drive->err.code != code || strcmp(drive->err.sqlstate, sqlstate) != 0)
		fail_msg("%s %s: %s", err_word(drive->err.code), drive->err.sqlstate,
		         drive->err.message);
}

static void
names_cb(void *arg, const struct link_row *row)
{
	assert_int_equal(row->count, 2);
	assert_string_equal(row->names[0], "a");
	assert_string_equal(row->names[1], "odd \"name\"");
	drive_row_cb(arg, row);
}

static void
rows_come_one_by_one(void **state)
{
	struct drive *drive = *state;

	drive_reset(drive);
	link_query(drive->link,
	           "SELECT i AS a, CASE WHEN i <> 2 THEN 'x' || i END AS \"odd \"\"name\"\"\""
	           " FROM generate_series(1, 3) AS i",
	           NULL, 0, drive_deadline(DRIVE_MS), names_cb, drive_done_cb, drive);
	assert_true(link_is_busy(drive->link));
	drive_run(drive);
	assert_string_equal(drive->text, "1|x1\n2|~\n3|x3\n");
	assert_string_equal(drive->tag, "SELECT 3");
	assert_int_equal(drive->err.code, ERR_NONE);
	assert_true(link_server_version(drive->link) >= 130000);
}

static void
parameters_are_text_and_copied(void **state)
{
	struct drive *drive = *state;
	char first[] = "a'b", second[] = "{x,NULL}";
	const char *params[] = { first, second, NULL };

	drive_reset(drive);
	link_query(drive->link, "SELECT $1::text, ($2::text[])[1], $3::int", params, 3,
	           drive_deadline(DRIVE_MS), drive_row_cb, drive_done_cb, drive);
	memset(first, '#', sizeof first - 1);
	memset(second, '#', sizeof second - 1);
	params[0] = NULL;
	drive_run(drive);
	assert_string_equal(drive->text, "a'b|x|~\n");
}

static void
statements_without_rows_have_a_tag(void **state)
{
	struct drive *drive = *state;

	assert_true(drive_query(drive, "CREATE TEMP TABLE t (id int)"));
	assert_string_equal(drive->tag, "CREATE TABLE");
	assert_true(drive_query(drive, "INSERT INTO t VALUES (1), (2)"));
	assert_string_equal(drive->tag, "INSERT 0 2");
	assert_true(drive_query(drive, "SELECT * FROM t WHERE id = 3"));
	assert_string_equal(drive->tag, "SELECT 0");
	assert_true(drive_query(drive, ""));
	assert_string_equal(drive->tag, "");
}

static void
an_error_has_its_sqlstate_and_the_session_goes_on(void **state)
{
	struct drive *drive = *state;

	assert_false(drive_query(drive, "SELECT 1 / i FROM generate_series(-2, 2) AS i"));
	assert_failed(drive, ERR_SERVER, "22012");
	assert_string_equal(drive->err.message, "division by zero");
	assert_int_equal(drive->rows, 2);
	assert_false(drive_query(drive, "SELECT 1; SELECT 2"));
	assert_failed(drive, ERR_SERVER, "42601");
	assert_false(drive_query(drive, "DO $$ BEGIN RAISE E'one\\ntwo\\tthree'; END $$"));
	assert_string_equal(drive->err.message, "one");
	assert_false(drive_query(drive, "DO $$ BEGIN RAISE '%', repeat('x', 100000); END $$"));
	assert_int_equal(strlen(drive->err.message), ERR_MESSAGE_BYTES - 1);
	assert_true(link_is_open(drive->link));
	assert_true(drive_query(drive, "SELECT 'still here'"));
	assert_string_equal(drive->text, "still here\n");
}

static void
a_query_without_session_fails_later(void **state)
{
	struct drive *drive = *state;

	link_close(drive->link);
	assert_int_equal(link_server_version(drive->link), 0);
	assert_false(drive_query(drive, "SELECT 1"));
	assert_failed(drive, ERR_CONNECT, "");
	assert_true(drive_connect(drive, DRIVE_MS));
	assert_true(drive_query(drive, "SELECT 1"));
}

static void
a_closed_link_calls_nobody(void **state)
{
	struct drive *drive = *state;

	drive_reset(drive);
	link_query(drive->link, "SELECT 1", NULL, 0, drive_deadline(DRIVE_MS), drive_row_cb,
	           drive_done_cb, drive);
	link_close(drive->link);
	assert_false(link_is_busy(drive->link));
	assert_true(drive_connect(drive, DRIVE_MS));
	assert_int_equal(drive->rows, 0);
	drive_reset(drive);
	link_close(drive->link);
	link_connect(drive->link, drive_deadline(DRIVE_MS), drive_done_cb, drive);
	link_close(drive->link);
	assert_true(drive_connect(drive, DRIVE_MS));
}

static void
a_result_has_a_limit(void **state)
{
	struct link_limits limits = { .result_bytes = 10000, .turn_us = LINK_TURN_US };
	struct drive drive;

	(void)state;
	drive_open(&drive, database->conninfo, &limits);
	assert_true(drive_connect(&drive, DRIVE_MS));
	assert_true(drive_query(&drive, "SELECT repeat('x', 1000) FROM generate_series(1, 10)"));
	assert_false(drive_query(&drive, "SELECT repeat('x', 1000) FROM generate_series(1, 11)"));
	assert_failed(&drive, ERR_PROTOCOL, "");
	assert_int_equal(drive.rows, 10);
	drive_close(&drive);
}

/* --- the loop goes on ------------------------------------------------------------------------- */

static void
the_loop_turns_while_rows_go_by(void **state)
{
	struct drive *drive = *state;
	struct drive_ticks ticks;
	int64_t began_us = clock_us();

	drive_reset(drive);
	drive_ticks_start(drive, &ticks);
	link_query(drive->link,
	           "SELECT i, 'column_' || i, 'character varying(' || i || ')', 'false', NULL"
	           " FROM generate_series(1, 500000) AS i",
	           NULL, 0, drive_deadline(30000), drive_count_cb, drive_done_cb, drive);
	drive_run(drive);
	drive_ticks_stop(&ticks);
	print_message(
		"500,000 rows in %lld ms; a timer of 5 ms was at most %lld us late, of %u times\n",
		(long long)(clock_us() - began_us) / 1000, (long long)ticks.worst_us, ticks.count);
	assert_int_equal(drive->err.code, ERR_NONE);
	assert_int_equal(drive->rows, 500000);
	assert_string_equal(drive->tag, "SELECT 500000");
	assert_true(ticks.count > 10);
	assert_true(ticks.worst_us < 100000);
}

static void
large_queries_are_sent_bit_by_bit(void **state)
{
	struct drive *drive = *state;
	size_t length = (size_t)8 * 1024 * 1024;
	char *large = malloc(length + 1);
	const char *params[] = { large };

	memset(large, 'x', length);
	large[length] = '\0';
	assert_true(drive_query_params(drive, "SELECT length($1::text)", params, 1, DRIVE_MS));
	assert_string_equal(drive->text, "8388608\n");
	free(large);
}

/* --- what handlers may do --------------------------------------------------------------------- */

struct ending {
	struct drive *drive;
	bool free;
	bool again;
	unsigned rows;
	unsigned done;
};

static void
end_in_row_cb(void *arg, const struct link_row *row)
{
	struct ending *ending = arg;

	if (++ending->rows < 3)
		return;
	if (ending->free) {
		link_free(ending->drive->link);
		ending->drive->link = NULL;
	} else {
		link_close(ending->drive->link);
	}
	/* Still borrowed for the call. */
	assert_string_equal(row->names[0], "i");
	assert_string_equal(row->values[0], "3");
	if (ending->again)
		link_connect(ending->drive->link, drive_deadline(DRIVE_MS), drive_done_cb,
		             ending->drive);
}

static void
end_in_done_cb(void *arg, const struct err *err, const char *tag)
{
	struct ending *ending = arg;

	ending->done++;
	assert_null(err);
	link_free(ending->drive->link);
	ending->drive->link = NULL;
	assert_string_equal(tag, "SELECT 2");
}

static bool
link_is_gone(struct drive *drive)
{
	return drive->link == NULL;
}

static void
handlers_may_end_the_link(void **state)
{
	struct drive *drive = *state;
	struct ending ending = { .drive = drive, .again = true };

	drive_reset(drive);
	link_query(drive->link, "SELECT i FROM generate_series(1, 1000) AS i", NULL, 0,
	           drive_deadline(DRIVE_MS), end_in_row_cb, end_in_done_cb, &ending);
	drive_run(drive); /* the new connection */
	assert_int_equal(ending.rows, 3);
	assert_int_equal(ending.done, 0);
	assert_true(link_is_open(drive->link));

	ending = (struct ending){ .drive = drive, .free = true };
	link_query(drive->link, "SELECT i FROM generate_series(1, 1000) AS i", NULL, 0,
	           drive_deadline(DRIVE_MS), end_in_row_cb, end_in_done_cb, &ending);
	drive_run_until(drive, link_is_gone);
	assert_int_equal(ending.rows, 3);
	assert_int_equal(ending.done, 0);

	drive->link = link_new(drive->base, drive->conninfo, "pgdriftd/test", NULL);
	assert_true(drive_connect(drive, DRIVE_MS));
	ending = (struct ending){ .drive = drive };
	link_query(drive->link, "SELECT i FROM generate_series(1, 2) AS i", NULL, 0,
	           drive_deadline(DRIVE_MS), NULL, end_in_done_cb, &ending);
	drive_run_until(drive, link_is_gone);
	assert_int_equal(ending.done, 1);
}

struct chain {
	struct drive *drive;
	int left;
};

static void
chain_row_cb(void *arg, const struct link_row *row)
{
	const struct chain *chain = arg;

	drive_row_cb(chain->drive, row);
}

static void
chain_cb(void *arg, const struct err *err, const char *tag)
{
	struct chain *chain = arg;

	if (chain->left-- == 0) {
		drive_done_cb(chain->drive, err, tag);
		return;
	}
	link_query(chain->drive->link, chain->left % 2 ? "SELECT 1 / 0" : "SELECT 1", NULL, 0,
	           drive_deadline(DRIVE_MS), chain_row_cb, chain_cb, chain);
}

static void
a_handler_may_begin_the_next_operation(void **state)
{
	struct drive *drive = *state;
	struct chain chain = { drive, 5 };

	drive_reset(drive);
	link_query(drive->link, "SELECT 1", NULL, 0, drive_deadline(DRIVE_MS), chain_row_cb,
	           chain_cb, &chain);
	drive_run(drive);
	assert_int_equal(drive->err.code, ERR_NONE);
	assert_int_equal(drive->rows, 4);
}

/* --- transactions ------------------------------------------------------------------------------ */

static const struct session_limits limits = {
	.lock_timeout_ms = 123,
	.statement_timeout_ms = 4567,
	.idle_in_transaction_session_timeout_ms = 8910,
};

typedef void session_call(struct link *link, int64_t deadline_ms, link_done_cb *done, void *arg);

static bool
begin(struct drive *drive)
{
	drive_reset(drive);
	session_begin(drive->link, &limits, drive_deadline(DRIVE_MS), drive_done_cb, drive);
	drive_run(drive);
	return drive->err.code == ERR_NONE;
}

static bool
call(struct drive *drive, session_call *function)
{
	drive_reset(drive);
	function(drive->link, drive_deadline(DRIVE_MS), drive_done_cb, drive);
	drive_run(drive);
	return drive->err.code == ERR_NONE;
}

static const char shows[] =
	"SELECT string_agg(format('%s=%s', name, setting), '; ' ORDER BY name COLLATE \"C\") FROM pg_settings"
	" WHERE name IN ('search_path', 'DateStyle', 'IntervalStyle', 'TimeZone',"
	" 'quote_all_identifiers', 'extra_float_digits', 'bytea_output', 'jit', 'lc_monetary',"
	" 'standard_conforming_strings', 'max_parallel_workers_per_gather', 'lock_timeout',"
	" 'statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_isolation',"
	" 'transaction_read_only', 'client_encoding')";

static void
a_transaction_is_pinned_and_leaves_nothing(void **state)
{
	struct drive *drive = *state;
	char *before;

	pg_exec(database, "ALTER DATABASE %s SET DateStyle = 'German'", database->name);
	pg_exec(database, "ALTER DATABASE %s SET search_path = public", database->name);
	pg_exec(database, "ALTER DATABASE %s SET quote_all_identifiers = on", database->name);
	pg_exec(database, "ALTER DATABASE %s SET client_encoding = latin1", database->name);
	link_close(drive->link);
	assert_true(drive_connect(drive, DRIVE_MS));
	assert_true(drive_query(drive, shows));
	before = strdup(drive->text);
	assert_non_null(strstr(before, "German"));

	assert_true(begin(drive));
	assert_string_equal(drive->tag, "BEGIN");
	assert_true(link_in_transaction(drive->link));
	assert_true(drive_query(drive, shows));
	assert_string_equal(drive->text,
	                    "DateStyle=ISO, YMD; IntervalStyle=postgres; TimeZone=UTC; "
	                    "bytea_output=hex; client_encoding=UTF8; extra_float_digits=1; "
	                    "idle_in_transaction_session_timeout=8910; jit=off; lc_monetary=C; "
	                    "lock_timeout=123; max_parallel_workers_per_gather=0; "
	                    "quote_all_identifiers=off; search_path=; "
	                    "standard_conforming_strings=on; statement_timeout=4567; "
	                    "transaction_isolation=repeatable read; transaction_read_only=on\n");
	assert_true(call(drive, session_end));
	assert_string_equal(drive->tag, "COMMIT");
	assert_false(link_in_transaction(drive->link));
	assert_true(drive_query(drive, shows));
	assert_string_equal(drive->text, before);
	free(before);
}

static void
shadowed_operators_do_not_pin_differently(void **state)
{
	struct drive *drive = *state;

	pg_exec(database, "CREATE SCHEMA trap;"
	                  "CREATE FUNCTION trap.never(text, text) RETURNS bool"
	                  " LANGUAGE sql AS 'SELECT false';"
	                  "CREATE OPERATOR trap.= (LEFTARG = text, RIGHTARG = text,"
	                  " FUNCTION = trap.never);");
	pg_exec(database, "ALTER DATABASE %s SET search_path = trap, pg_catalog", database->name);
	link_close(drive->link);
	assert_true(drive_connect(drive, DRIVE_MS));
	assert_true(begin(drive));
	assert_true(drive_query(drive, "SELECT pg_catalog.current_setting('search_path')"));
	assert_string_equal(drive->text, "\n");
	assert_true(call(drive, session_abort));
	assert_string_equal(drive->tag, "ROLLBACK");
	pg_exec(database, "ALTER DATABASE %s RESET search_path; DROP SCHEMA trap CASCADE",
	        database->name);
}

static void
savepoints_bring_a_transaction_back(void **state)
{
	struct drive *drive = *state;

	assert_true(begin(drive));
	assert_true(call(drive, session_savepoint));
	assert_false(drive_query(drive, "SELECT 1 / 0"));
	assert_false(drive_query(drive, "SELECT 1"));
	assert_failed(drive, ERR_SERVER, "25P02");
	assert_true(call(drive, session_rollback_to));
	assert_true(drive_query(drive, "SELECT 1"));
	assert_false(drive_query(drive, "SELECT 1 / 0"));
	assert_true(call(drive, session_rollback_to));
	assert_true(call(drive, session_release));
	assert_true(call(drive, session_end));
}

static void
committing_what_has_failed_is_an_error(void **state)
{
	struct drive *drive = *state;

	assert_true(begin(drive));
	assert_false(drive_query(drive, "SELECT 1 / 0"));
	assert_true(link_in_transaction(drive->link));
	assert_false(call(drive, session_end));
	assert_failed(drive, ERR_SERVER, "25P02");
	assert_true(link_is_open(drive->link));
	assert_false(link_in_transaction(drive->link));
}

static void
nothing_can_be_written(void **state)
{
	struct drive *drive = *state;

	assert_true(begin(drive));
	assert_false(drive_query(drive, "CREATE TABLE public.t ()"));
	assert_failed(drive, ERR_SERVER, "25006");
	assert_true(call(drive, session_abort));
}

static void
a_failed_pin_leaves_no_transaction(void **state)
{
	struct drive *drive = *state;
	struct session_limits wrong = limits;

	wrong.lock_timeout_ms = -1;
	drive_reset(drive);
	session_begin(drive->link, &wrong, drive_deadline(DRIVE_MS), drive_done_cb, drive);
	drive_run(drive);
	assert_failed(drive, ERR_SERVER, "22023");
	assert_false(link_in_transaction(drive->link));
	assert_true(begin(drive));
	assert_true(call(drive, session_end));
}

int
main(void)
{
#define WITH_LINK(test) cmocka_unit_test_setup_teardown(test, connect_link, close_link)
	const struct CMUnitTest tests[] = {
		WITH_LINK(rows_come_one_by_one),
		WITH_LINK(parameters_are_text_and_copied),
		WITH_LINK(statements_without_rows_have_a_tag),
		WITH_LINK(an_error_has_its_sqlstate_and_the_session_goes_on),
		WITH_LINK(a_query_without_session_fails_later),
		WITH_LINK(a_closed_link_calls_nobody),
		cmocka_unit_test(a_result_has_a_limit),
		WITH_LINK(the_loop_turns_while_rows_go_by),
		WITH_LINK(large_queries_are_sent_bit_by_bit),
		WITH_LINK(handlers_may_end_the_link),
		WITH_LINK(a_handler_may_begin_the_next_operation),
		WITH_LINK(a_transaction_is_pinned_and_leaves_nothing),
		WITH_LINK(shadowed_operators_do_not_pin_differently),
		WITH_LINK(savepoints_bring_a_transaction_back),
		WITH_LINK(committing_what_has_failed_is_an_error),
		WITH_LINK(nothing_can_be_written),
		WITH_LINK(a_failed_pin_leaves_no_transaction),
	};

	return cmocka_run_group_tests(tests, start_server, stop_server);
}
