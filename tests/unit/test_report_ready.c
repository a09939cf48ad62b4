/* What is ready to use names metrics that there are. Run from the top. */
#include "report/metrics.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULES     "config/alerts/pgdriftd.rules.yml"
#define TESTS     "tests/alerts/pgdriftd.test.yml"
#define DASHBOARD "config/grafana/pgdriftd.json"

static char *
text_of(const char *path)
{
	char *bytes = NULL;
	size_t length = 0;
	struct err err = { 0 };

	if (!file_read(path, 1 << 20, &bytes, &length, &err))
		fail_msg("%s", err.message);
	return bytes;
}

/* A histogram has samples under three names, none of them its own. */
static bool
is_metric(const char *name, size_t length, bool seen[METRIC_COUNT])
{
	static const char *const suffixes[] = { "_bucket", "_sum", "_count" };

	for (size_t i = 0; i < METRIC_COUNT; i++) {
		const struct metric_info *info = &metric_table[i];
		size_t stem = strlen(info->name);

		if (length < stem || strncmp(name, info->name, stem) != 0)
			continue;
		seen[i] = true;
		if (info->type != METRIC_TYPE_HISTOGRAM && length == stem)
			return true;
		for (size_t j = 0; info->type == METRIC_TYPE_HISTOGRAM && j < 3; j++) {
			if (length == stem + strlen(suffixes[j]) &&
			    strncmp(name + stem, suffixes[j], strlen(suffixes[j])) == 0)
				return true;
		}
	}
	return false;
}

/* Every word of the file that looks like one of our metrics is one. Returns how many of them it uses. */
static size_t
check_names(const char *path)
{
	static const char *const prefixes[] = { "pgdriftd_", "process_" };
	bool seen[METRIC_COUNT] = { false };
	char *text = text_of(path);
	size_t used = 0;

	for (size_t i = 0; i < 2; i++) {
		for (const char *at = text; (at = strstr(at, prefixes[i])) != NULL;) {
			size_t length = 0;

			while (islower((unsigned char)at[length]) || at[length] == '_')
				length++;
			if (!is_metric(at, length, seen))
				fail_msg("%s: %.*s is no metric", path, (int)length, at);
			at += length;
		}
	}
	for (size_t i = 0; i < METRIC_COUNT; i++)
		used += seen[i];
	free(text);
	return used;
}

static void
the_rules_and_their_tests_name_metrics(void **unused)
{
	(void)unused;
	assert_true(check_names(RULES) >= 10);
	assert_true(check_names(TESTS) >= 10);
}

/* Each alert of the rules is fired by a test of them. */
static void
every_alert_is_tested(void **unused)
{
	char *rules = text_of(RULES);
	char *tests = text_of(TESTS);
	size_t alerts = 0;
	(void)unused;

	for (const char *at = rules; (at = strstr(at, "- alert: ")) != NULL; alerts++) {
		char fired[128];

		at += strlen("- alert: ");
		snprintf(fired, sizeof fired, "alertname: %.*s\n        exp_alerts:\n",
		         (int)strcspn(at, "\n"), at);
		if (strstr(tests, fired) == NULL)
			fail_msg("no test fires %.*s", (int)strcspn(at, "\n"), at);
	}
	assert_true(alerts >= 8);
	free(tests);
	free(rules);
}

static void
assert_data_source(const json_t *datasource)
{
	const char *uid = json_string_value(json_object_get(datasource, "uid"));

	assert_non_null(uid);
	assert_string_equal(uid, "${datasource}");
}

/* Whoever imports the dashboard chooses the data source; panels do not stand on each other. */
static void
the_dashboard_can_be_imported(void **unused)
{
	json_t *root = json_load_file(DASHBOARD, JSON_REJECT_DUPLICATES, NULL);
	const json_t *panels = json_object_get(root, "panels");
	const json_t *variables = json_object_get(json_object_get(root, "templating"), "list");
	const json_t *panel, *target;
	size_t i, j;
	json_int_t below = 0;
	(void)unused;

	assert_non_null(root);
	assert_string_equal(
		json_string_value(json_object_get(json_array_get(variables, 0), "type")),
		"datasource");
	assert_true(json_array_size(panels) >= 8);
	json_array_foreach(panels, i, panel)
	{
		const json_t *place = json_object_get(panel, "gridPos");
		json_int_t x = json_integer_value(json_object_get(place, "x"));

		assert_int_equal(json_integer_value(json_object_get(panel, "id")), i + 1);
		assert_true(x + json_integer_value(json_object_get(place, "w")) <= 24);
		if (x == 0)
			assert_int_equal(json_integer_value(json_object_get(place, "y")), below);
		below = json_integer_value(json_object_get(place, "y")) +
		        json_integer_value(json_object_get(place, "h"));
		assert_data_source(json_object_get(panel, "datasource"));
		json_array_foreach(json_object_get(panel, "targets"), j, target)
		{
			assert_data_source(json_object_get(target, "datasource"));
			assert_non_null(json_object_get(target, "expr"));
		}
	}
	json_decref(root);
	assert_true(check_names(DASHBOARD) >= 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rules_and_their_tests_name_metrics),
		cmocka_unit_test(every_alert_is_tested),
		cmocka_unit_test(the_dashboard_can_be_imported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
