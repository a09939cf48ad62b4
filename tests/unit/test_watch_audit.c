// link: expect_build.c
/* The trail as others find it: whole lines, each for itself, in the order in which things happened. */
#include "watch/audit.h"

#include "base/file.h"
#include "expect_build.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct server server = { .version = 150020,
	                              .system_identifier = "7312345678901234567",
	                              .database = "app",
	                              .database_oid = "16384",
	                              .user = "creator" };
static const size_t modules[] = { 1 };
static const struct plan_statement statement = { .sql = "CREATE TABLE public.\"a\nb\" (id int)" };
static const struct plan_transaction transaction = {
	.modules = modules, .module_count = 1, .statements = &statement, .statement_count = 1
};

struct place {
	char directory[64];
	char path[96];
	struct expected *expected;
	struct plan plan;
	struct create_part part;
};

static int
setup(void **state)
{
	struct place *place = calloc(1, sizeof *place);
	struct build *build = build_new();

	strcpy(place->directory, "/tmp/pgdriftd-audit-XXXXXX");
	if (mkdtemp(place->directory) == NULL)
		return -1;
	snprintf(place->path, sizeof place->path, "%s/audit.jsonl", place->directory);
	build_module(build, "co\"re", REQUIREMENT_REQUIRED);
	build_table(build, "a");
	place->expected = build_done(build);
	place->plan = (struct plan){ .expected = place->expected,
		                     .transactions = &transaction,
		                     .transaction_count = 1,
		                     .fingerprint = "5eed" };
	place->part = (struct create_part){
		.modules = modules, .module_count = 1, .tables = 1, .statements = 1
	};
	*state = place;
	return 0;
}

static int
teardown(void **state)
{
	struct place *place = *state;
	int failed;

	unlink(place->path);
	failed = rmdir(place->directory);
	expected_unref(place->expected);
	free(place);
	return failed;
}

static struct audit *
open_audit(const struct place *place)
{
	struct err err = { 0 };
	struct audit *audit = audit_open(place->directory, "main", "run", &err);

	if (audit == NULL)
		fail_msg("%s", err.message);
	return audit;
}

/* The lines as an array; one that is no JSON object as null. */
static json_t *
read_lines(const struct place *place)
{
	json_t *lines = json_array();
	char *bytes, *rest, *line;
	size_t length;

	assert_true(file_read(place->path, 100000, &bytes, &length, NULL));
	assert_true(length > 0 && bytes[length - 1] == '\n');
	bytes[length - 1] = '\0';
	rest = bytes;
	while ((line = strsep(&rest, "\n")) != NULL) {
		json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);

		json_array_append_new(lines, object != NULL ? object : json_null());
	}
	free(bytes);
	return lines;
}

static const char *
text(const json_t *lines, size_t line, const char *key)
{
	return json_string_value(json_object_get(json_array_get(lines, line), key));
}

static bool
admit(const struct place *place, struct audit *audit, struct err *err)
{
	return audit_admit(audit,
	                   &(struct create_request){ .server = &server,
	                                             .plan = &place->plan,
	                                             .transaction = &transaction },
	                   err);
}

static void
note(const struct place *place, struct audit *audit, enum create_step step, const struct err *err)
{
	audit_note(audit, &(struct create_note){
				  .step = step,
				  .plan = &place->plan,
				  .part = step == CREATE_PLANNED ? NULL : &place->part,
				  .statement = step == CREATE_STATEMENT ? &statement : NULL,
				  .duration_us = 1500,
				  .err = err,
			  });
}

static void
an_attempt_is_told_step_by_step(void **state)
{
	struct place *place = *state;
	struct audit *audit = open_audit(place);
	struct err failed = { 0 };
	struct create_part part = place->part;
	struct create_result result = {
		.server = server, .plan = &place->plan, .parts = &part, .part_count = 1
	};
	struct stat status;
	json_t *lines, *last;

	err_set_sqlstate(&failed, ERR_SERVER, "42P07", "there \"is\" one\nalready");
	note(place, audit, CREATE_PLANNED, NULL);
	assert_true(admit(place, audit, NULL));
	note(place, audit, CREATE_STATEMENT, &failed);
	note(place, audit, CREATE_ROLLED_BACK, &failed);
	part.fate = CREATE_FAILED;
	part.err = failed;
	audit_end(audit, &result, "it was there");
	assert_true(audit_whole(audit, NULL));
	audit_free(audit);

	assert_int_equal(stat(place->path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	lines = read_lines(place);
	assert_int_equal(json_array_size(lines), 4);
	assert_string_equal(text(lines, 0, "what"), "begin");
	assert_string_equal(text(lines, 1, "what"), "statement");
	assert_string_equal(text(lines, 1, "statement"), statement.sql);
	assert_string_equal(text(lines, 1, "plan"), "5eed");
	assert_string_equal(text(lines, 1, "role"), "creator");
	assert_string_equal(text(lines, 1, "database"), "app");
	assert_string_equal(text(lines, 1, "system_identifier"), "7312345678901234567");
	assert_string_equal(json_string_value(json_array_get(
				    json_object_get(json_array_get(lines, 1), "modules"), 0)),
	                    "co\"re");
	assert_true(json_real_value(json_object_get(json_array_get(lines, 1), "duration_ms")) ==
	            1.5);
	assert_string_equal(json_string_value(json_object_get(
				    json_object_get(json_array_get(lines, 1), "error"), "message")),
	                    failed.message);
	assert_string_equal(text(lines, 2, "what"), "rolled_back");
	assert_string_equal(text(lines, 3, "what"), "end");
	assert_string_equal(text(lines, 3, "reason"), "it was there");
	last = json_array_get(json_object_get(json_array_get(lines, 3), "transactions"), 0);
	assert_string_equal(json_string_value(json_object_get(last, "result")), "failed");
	for (size_t i = 1; i < 4; i++)
		assert_string_equal(text(lines, i, "attempt"), text(lines, 0, "attempt"));
	json_decref(lines);
}

static void
attempts_are_appended_and_told_apart(void **state)
{
	struct place *place = *state;
	struct audit *one = open_audit(place), *two = open_audit(place);
	json_t *lines;

	audit_refuse(one, &server, "a standby");
	audit_refuse(two, &server, "another one");
	audit_end(one, NULL, NULL);
	audit_free(one);
	audit_free(two);
	lines = read_lines(place);
	assert_int_equal(json_array_size(lines), 3);
	assert_string_equal(text(lines, 0, "reason"), "a standby");
	assert_string_equal(text(lines, 1, "reason"), "another one");
	assert_string_not_equal(text(lines, 0, "attempt"), text(lines, 1, "attempt"));
	assert_string_equal(text(lines, 0, "attempt"), text(lines, 2, "attempt"));
	json_decref(lines);
}

/* Somebody was killed, or the disk was full, in the middle of a line: the next one is whole. */
static void
a_torn_line_spoils_no_other(void **state)
{
	struct place *place = *state;
	struct audit *audit;
	json_t *lines;

	assert_true(file_replace(place->path, "{\"time\": \"2026", 14, true, NULL));
	audit = open_audit(place);
	audit_refuse(audit, &server, "a standby");
	audit_refuse(audit, &server, "a standby");
	audit_free(audit);
	lines = read_lines(place);
	assert_int_equal(json_array_size(lines), 3);
	assert_true(json_is_null(json_array_get(lines, 0)));
	assert_string_equal(text(lines, 1, "what"), "refused");
	assert_string_equal(text(lines, 2, "what"), "refused");
	json_decref(lines);
}

/* Then nothing is created: the statement would leave no trace. */
static void
what_cannot_be_written_is_not_admitted(void **state)
{
	struct place *place = *state;
	struct audit *audit = open_audit(place);
	struct rlimit old, small;
	struct err err = { 0 };
	void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
	json_t *lines;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 100;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_false(admit(place, audit, &err));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	signal(SIGXFSZ, before);
	assert_int_equal(err.code, ERR_IO);
	assert_ptr_equal(strstr(err.message, place->path), err.message);
	assert_false(audit_whole(audit, NULL));
	/* There is room again. */
	audit_end(audit, NULL, "no trail");
	audit_free(audit);
	lines = read_lines(place);
	assert_int_equal(json_array_size(lines), 2);
	assert_string_equal(text(lines, 1, "reason"), "no trail");
	json_decref(lines);
}

static void
it_is_opened_nowhere_else(void **state)
{
	struct place *place = *state;
	struct err err = { 0 };

	assert_int_equal(symlink("/tmp/pgdriftd-audit-elsewhere", place->path), 0);
	assert_null(audit_open(place->directory, "main", "run", &err));
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(access("/tmp/pgdriftd-audit-elsewhere", F_OK), -1);
	err = (struct err){ 0 };
	assert_null(audit_open("/nowhere/at/all", "main", "run", &err));
	assert_string_equal(err.message, "/nowhere/at/all/audit.jsonl: No such file or directory");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_attempt_is_told_step_by_step), TEST(attempts_are_appended_and_told_apart),
		TEST(a_torn_line_spoils_no_other),     TEST(what_cannot_be_written_is_not_admitted),
		TEST(it_is_opened_nowhere_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
