/* `pgdriftd diff`: two manifests, no database. That it finds what a check would find is held by
 * test_kinds, for every kind; here is what is its own. */
#include "harness.h"
#include "harness_http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#define HEAD     "{ \"manifest\": 1, \"name\": \"m\", "
#define COMPLETE HEAD "\"complete\": true, "
#define TABLE(columns)                                                                         \
	"\"modules\": [ { \"name\": \"core\", \"tables\": [ { \"name\": \"t\", \"columns\": [" \
	" { \"name\": \"id\", \"type\": \"integer\" }" columns " ] } ] } ] }"
#define EXTRA ", { \"name\": \"v\", \"type\": \"text\", \"not_null\": true }"
#define OTHER ", { \"name\": \"v\", \"type\": \"text\", \"default\": \"''::text\" }"
#define BARE  "\"modules\": [ { \"name\": \"core\", \"tables\": [ \"t\" ] } ] }"

static char *
file_of(const char *manifest)
{
	char *path = harness_path("manifest.json");

	harness_write_file(path, manifest);
	return path;
}

/* The exit code, and the findings as "change kind name property" lines. Caller owns. */
static char *
diff(const char *expected, const char *observed)
{
	char *first = file_of(expected);
	char *second = file_of(observed);
	char *out;
	char *err;
	char *lines;
	json_t *document;
	const json_t *one;
	size_t i;
	int code = run_pgdriftd(&out, &err, "diff", first, second, "--format", "json", NULL);

	document = json_loads(out, 0, NULL);
	if (document == NULL)
		fail_msg("exit %d: %s", code, err);
	lines = harness_format("%d %s", code, json_text_at(document, "/status"));
	json_array_foreach(json_at(document, "/findings"), i, one)
	{
		const char *property = json_text_at(one, "/property");
		char *longer = harness_format(
			"%s; %s %s %s%s%s", lines, json_text_at(one, "/change"),
			json_text_at(one, "/kind"), json_text_at(one, "/name"),
			property == NULL ? "" : " ", property == NULL ? "" : property);

		free(lines);
		lines = longer;
	}
	json_array_foreach(json_at(document, "/coverage/unknown"), i, one)
	{
		char *longer = harness_format("%s; %s %s", lines, json_text_at(one, "/kind"),
		                              json_text_at(one, "/reason"));

		free(lines);
		lines = longer;
	}
	assert_string_equal(err, "");
	json_decref(document);
	unlink(first);
	unlink(second);
	free(first);
	free(second);
	free(out);
	free(err);
	return lines;
}

static void
expect(const char *expected, const char *observed, const char *lines)
{
	char *found = diff(expected, observed);

	assert_string_equal(found, lines);
	free(found);
}

static void
complete_manifests_are_compared_in_full(void **state)
{
	(void)state;
	expect(COMPLETE TABLE(EXTRA), COMPLETE TABLE(EXTRA), "0 same");
	expect(COMPLETE TABLE(EXTRA), COMPLETE TABLE(""), "2 differ; missing column v");
	expect(COMPLETE TABLE(""), COMPLETE TABLE(EXTRA), "2 differ; unexpected column v");
	expect(COMPLETE TABLE(EXTRA), COMPLETE TABLE(OTHER),
	       "2 differ; changed column v default; changed column v not_null");
	expect(COMPLETE TABLE(""), COMPLETE "\"modules\": [] }", "2 differ; missing table t");
	expect(COMPLETE "\"modules\": [] }", COMPLETE TABLE(""), "2 differ; unexpected table t");
}

static void
silence_is_no_difference(void **state)
{
	(void)state;
	/* The first one does not care about what it does not state. */
	expect(HEAD TABLE(""), COMPLETE TABLE(EXTRA), "0 same");
	expect(HEAD TABLE(EXTRA), HEAD TABLE(OTHER), "0 same");
	expect(HEAD TABLE(EXTRA), COMPLETE TABLE(OTHER), "2 differ; changed column v not_null");
	expect(HEAD TABLE(EXTRA), HEAD TABLE(""), "2 differ; missing column v");
	expect(COMPLETE "\"omit\": [\"comment\", \"owner\"], " TABLE(""), COMPLETE TABLE(""),
	       "0 same");
}

static void
what_is_not_spoken_of_is_unknown(void **state)
{
	(void)state;
	expect(COMPLETE BARE, COMPLETE TABLE(EXTRA), "0 same");
	expect(HEAD TABLE(""), HEAD BARE, "3 unknown; column not_stated");
	expect(HEAD "\"scope\": [\"a\"], " TABLE(""),
	       COMPLETE "\"scope\": [\"b\"], \"modules\": [] }", "3 unknown; table not_stated");
	expect(HEAD "\"schemas\": [\"public\", \"other\"], " TABLE(""), COMPLETE TABLE(""),
	       "3 unknown; schema not_stated");
	expect(HEAD "\"schemas\": [\"public\", \"other\"], " TABLE(""),
	       COMPLETE "\"schemas\": [], " TABLE(""), "2 differ; missing schema other");
}

static void
revisions_count_where_both_state_them(void **state)
{
	(void)state;
#define REVISION(value) \
	"\"revisions\": [ { \"table\": \"v\", \"column\": \"n\", \"expect\": [\"" value "\"] } ], "
	expect(HEAD REVISION("1") TABLE(""), HEAD TABLE(""), "0 same");
	expect(HEAD REVISION("1") TABLE(""), HEAD REVISION("1") TABLE(""), "0 same");
	expect(HEAD REVISION("1") TABLE(""), HEAD REVISION("2") TABLE(""),
	       "2 differ; changed revision n expect");
}

static void
rules_of_the_first_one_hold(void **state)
{
	(void)state;
	expect(COMPLETE
	       "\"ignore\": [ { \"kind\": \"column\", \"name\": \"v\", \"reason\": \"x\" } ], " TABLE(
		       ""),
	       COMPLETE TABLE(EXTRA), "0 same");
}

static void
people_get_lines(void **state)
{
	char *first = file_of(COMPLETE TABLE(EXTRA));
	char *second = file_of(COMPLETE TABLE(OTHER));
	char *out;
	char *err;

	(void)state;
	assert_int_equal(run_pgdriftd(&out, &err, "diff", first, second, NULL), 2);
	assert_non_null(strstr(out, ": 2 differences\n"));
	assert_non_null(strstr(out, "column public.t.v: not_null is false, expected true"));
	assert_null(strstr(out, "since"));
	free(out);
	free(err);
	assert_int_equal(
		run_pgdriftd(&out, &err, "diff", "--min-severity", "critical", first, second, NULL),
		0);
	assert_non_null(strstr(out, ": the same\n"));
	free(out);
	free(err);
	unlink(first);
	unlink(second);
	free(first);
	free(second);
}

static void
what_is_asked_wrongly_is_refused(void **state)
{
	char *path = file_of(HEAD TABLE(""));
	char *bad = file_of("{");
	char *out;
	char *err;

	(void)state;
	assert_int_equal(run_pgdriftd(&out, &err, "diff", path, NULL), 64);
	free(out);
	free(err);
	assert_int_equal(run_pgdriftd(&out, &err, "diff", path, bad, NULL), 78);
	assert_non_null(strstr(err, "end of the file"));
	assert_string_equal(out, "");
	free(out);
	free(err);
	assert_int_equal(run_pgdriftd(&out, &err, "diff", "/nonexistent", path, NULL), 78);
	free(out);
	free(err);
	unlink(path);
	unlink(bad);
	free(path);
	free(bad);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(complete_manifests_are_compared_in_full),
		cmocka_unit_test(silence_is_no_difference),
		cmocka_unit_test(what_is_not_spoken_of_is_unknown),
		cmocka_unit_test(revisions_count_where_both_state_them),
		cmocka_unit_test(rules_of_the_first_one_hold),
		cmocka_unit_test(people_get_lines),
		cmocka_unit_test(what_is_asked_wrongly_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
