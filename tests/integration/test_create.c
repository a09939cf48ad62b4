/* Creation on a link, without a verb around it: what is made, what is said of it, what is refused. */
#include "drive.h"
#include "harness.h"
#include "harness_pg.h"
#include "manifest/manifest.h"
#include "watch/create.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct pg_server *server;

static int
group_setup(void **state)
{
	(void)state;
	server = pg_start(NULL);
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	pg_free(server);
	return 0;
}

/* A run, and what was heard of it. */
struct run {
	struct drive drive;
	struct expected *expected;
	struct selection selection;
	struct arena arena;
	struct create_result result;
	unsigned notes[CREATE_STEPS];
	unsigned asked;
	const char *refusal; /* what the one who is asked says to the second request */
};

static bool
admit_cb(void *arg, const struct create_request *request, struct err *err)
{
	struct run *run = arg;

	assert_non_null(request->transaction);
	assert_true(request->server->version >= 130000);
	run->asked++;
	if (run->asked == 2 && run->refusal != NULL)
		return err_set(err, ERR_USAGE, "%s", run->refusal);
	return true;
}

static void
note_cb(void *arg, const struct create_note *note)
{
	struct run *run = arg;

	run->notes[note->step]++;
	assert_true(note->duration_us >= 0);
	assert_true((note->statement != NULL) == (note->step == CREATE_STATEMENT));
}

static void
done_cb(void *arg, struct create_result *result)
{
	struct run *run = arg;

	run->result = *result;
	run->arena = *result->arena;
	*result->arena = (struct arena){ 0 };
	drive_done_cb(&run->drive, NULL, "");
}

static void
run_start(struct run *run, const struct pg_database *database, const char *manifest)
{
	struct err err = { 0 };

	memset(run, 0, sizeof *run);
	drive_open(&run->drive, database->conninfo, NULL);
	assert_true(drive_connect(&run->drive, DRIVE_MS));
	if (!manifest_load(manifest, &run->expected, &err) ||
	    !select_modules(run->expected, NULL, 0, &run->expected->arena, &run->selection, &err))
		fail_msg("%s", err.message);
}

static void
run_once(struct run *run, const struct plan_options *options)
{
	struct create_config config = {
		.target = "main",
		.expected = run->expected,
		.selection = &run->selection,
		.limits = { 2000, 30000, 10000 },
		.connect_timeout_ms = DRIVE_MS,
		.timeout_ms = DRIVE_MS,
		.admit = admit_cb,
		.note = note_cb,
	};

	if (options != NULL)
		config.options = *options;
	arena_done(&run->arena);
	memset(run->notes, 0, sizeof run->notes);
	run->asked = 0;
	drive_reset(&run->drive);
	create_start(run->drive.link, &config, done_cb, run);
	drive_run(&run->drive);
}

static void
run_done(struct run *run)
{
	arena_done(&run->arena);
	expected_unref(run->expected);
	drive_close(&run->drive);
}

static void
assert_all_well(const struct run *run)
{
	if (run->result.err.code != ERR_NONE)
		fail_msg("%s", run->result.err.message);
	for (size_t i = 0; i < run->result.part_count; i++) {
		if (run->result.parts[i].fate != CREATE_DONE)
			fail_msg("%s: %s", create_fate_word(run->result.parts[i].fate),
			         run->result.parts[i].err.message);
	}
}

static void
each_module_in_a_transaction_of_its_own(void **state)
{
	struct pg_database *database = pg_database(server);
	struct run run;

	(void)state;
	pg_load_file(database, "tests/reference/core.sql");
	run_start(&run, database, "config/manifest.json");
	run_once(&run, NULL);
	assert_all_well(&run);
	assert_int_equal(run.result.plan->tables, 34);
	assert_int_equal(run.result.part_count, run.result.plan->transaction_count);
	assert_int_equal(run.notes[CREATE_STATEMENT], run.result.plan->statement_count);
	assert_int_equal(run.notes[CREATE_COMMITTED], run.result.part_count);
	assert_int_equal(run.asked, run.result.part_count);
	run_once(&run, NULL);
	assert_all_well(&run);
	assert_int_equal(run.result.part_count, 0);
	assert_int_equal(run.notes[CREATE_STATEMENT], 0);
	run_done(&run);
	pg_drop(database);
}

static void
who_is_asked_may_end_it(void **state)
{
	struct pg_database *database = pg_database(server);
	struct run run;

	(void)state;
	pg_load_file(database, "tests/reference/core.sql");
	run_start(&run, database, "config/manifest.json");
	run.refusal = "enough";
	run_once(&run, NULL);
	assert_string_equal(run.result.err.message, "enough");
	assert_int_equal(run.result.part_count, 1);
	assert_int_equal(run.result.parts[0].fate, CREATE_DONE);
	run_done(&run);
	pg_drop(database);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_module_in_a_transaction_of_its_own),
		cmocka_unit_test(who_is_asked_may_end_it),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
