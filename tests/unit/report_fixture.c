#include "report_fixture.h"

#include "base/file.h"
#include "base/version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DRIFTS_MOST 64
#define GOLDEN_MOST (1024 * 1024)

static const struct {
	const char *name;
	size_t module;
} tables[] = {
	{ "organizations", MODULE_PREREQUISITES },
	{ "events", MODULE_EVENTS },
	{ "event_sessions", MODULE_EVENTS },
	{ "event_tickets", MODULE_EVENTS },
	{ "blog_posts", MODULE_BLOG },
	{ "carts", MODULE_SHOP },
};

#define TABLES (sizeof tables / sizeof tables[0])

struct expected *
fixture_expected(void)
{
	static const struct module modules[] = {
		{ "", NULL, REQUIREMENT_REQUIRED, 1 },
		{ "event_management", "Events", REQUIREMENT_REQUIRED, 3 },
		{ "blog_content", NULL, REQUIREMENT_OPTIONAL, 1 },
		{ "old_shop", NULL, REQUIREMENT_UNWANTED, 1 },
	};
	struct expected *expected = expected_new();
	struct arena *arena = &expected->arena;

	expected->name = "acme-platform";
	memset(expected->sha256, 'a', sizeof expected->sha256 - 1);
	expected->module_count = sizeof modules / sizeof modules[0];
	expected->modules = arena_alloc(arena, sizeof modules);
	memcpy(expected->modules, modules, sizeof modules);
	expected->item_count = TABLES;
	expected->items = arena_array(arena, TABLES, sizeof *expected->items);
	for (size_t i = 0; i < TABLES; i++) {
		expected->items[i].object.kind = KIND_table;
		expected->items[i].object.schema = "public";
		expected->items[i].object.table = tables[i].name;
		expected->items[i].object.name = tables[i].name;
		expected->items[i].module = tables[i].module;
		expected->items[i].parent = EXPECTED_NONE;
		expected->items[i].bare = true;
	}
	return expected;
}

void
fixture_begin(struct fixture *fixture, struct expected *expected)
{
	struct arena *arena;
	struct outcome *outcome;

	*fixture = (struct fixture){ .expected = expected };
	arena = &fixture->arena;
	outcome = arena_alloc(arena, sizeof *outcome);
	outcome->expected = expected;
	outcome->drifts = arena_array(arena, DRIFTS_MOST, sizeof *outcome->drifts);
	outcome->unknowns = arena_array(arena, DRIFTS_MOST, sizeof *outcome->unknowns);
	outcome->modules = arena_array(arena, expected->module_count, sizeof *outcome->modules);
	outcome->missing_tables = arena_array(arena, DRIFTS_MOST, sizeof(size_t));
	outcome->objects_read = 412;
	outcome->tables_expected = 4;
	outcome->modules[MODULE_EVENTS].tables_expected = 3;
	outcome->modules[MODULE_BLOG].tables_expected = 1;
	outcome->modules[MODULE_SHOP].status = MODULE_ABSENT;
	fixture->outcome = outcome;
}

void
fixture_drift(struct fixture *fixture, const struct drift *drift)
{
	struct outcome *outcome = fixture->outcome;

	assert_true(outcome->drift_count < DRIFTS_MOST);
	outcome->drifts[outcome->drift_count++] = *drift;
	outcome->by_severity[drift->severity]++;
}

void
fixture_missing(struct fixture *fixture, const char *table)
{
	struct outcome *outcome = fixture->outcome;
	size_t *missing = arena_array(&fixture->arena, DRIFTS_MOST, sizeof *missing);
	size_t item = 0;

	while (item < TABLES && strcmp(tables[item].name, table) != 0)
		item++;
	assert_true(item < TABLES);
	memcpy(missing, outcome->missing_tables, outcome->tables_missing * sizeof *missing);
	missing[outcome->tables_missing++] = item;
	outcome->missing_tables = missing;
	outcome->modules[MODULE_EVENTS].status = MODULE_PARTIAL;
	outcome->modules[MODULE_EVENTS].tables_missing++;
	fixture_drift(fixture, &(struct drift){
				       .change = CHANGE_MISSING,
				       .kind = KIND_table,
				       .schema = "public",
				       .table = table,
				       .name = table,
				       .module = MODULE_EVENTS,
				       .severity = SEVERITY_CRITICAL,
				       .creatable = true,
				       .summary = arena_printf(&fixture->arena,
	                                                       "table public.%s is missing", table),
			       });
}

void
fixture_unknown(struct fixture *fixture, const struct unknown *unknown)
{
	struct outcome *outcome = fixture->outcome;

	assert_true(outcome->unknown_count < DRIFTS_MOST);
	outcome->unknowns[outcome->unknown_count++] = *unknown;
}

struct report *
fixture_report(struct fixture *fixture, const char *target, const struct report *previous,
               int64_t checked_at, uint64_t check)
{
	struct report_input input = {
		.target = target,
		.expected = fixture->expected,
		.server = { .version = 150020, .started_at = NINE - 60 * MINUTE },
		.arena = &fixture->arena,
		.outcome = fixture->outcome,
		.checked_at = checked_at,
		.duration_us = 4120,
		.check = check,
	};
	struct report *report;

	input.server.system_identifier = arena_strdup(&fixture->arena, "7312345678901234567");
	input.server.database = arena_strdup(&fixture->arena, "app");
	report = report_new(&input, previous);
	assert_null(fixture->arena.block);
	return report;
}

struct report *
fixture_failed(struct expected *expected, const char *target, enum err_code code,
               const char *sqlstate, const char *message, const struct report *previous,
               int64_t checked_at, uint64_t check)
{
	struct arena arena = { 0 };
	struct report_input input = {
		.target = target,
		.expected = expected,
		.arena = &arena,
		.checked_at = checked_at,
		.duration_us = 10000000,
		.check = check,
	};

	err_set_sqlstate(&input.error, code, sqlstate, "%s", message);
	return report_new(&input, previous);
}

static void
hide_version(struct text *text)
{
	struct text wanted = { 0 }, hidden = { 0 };
	const char *at, *next;

	text_addf(&wanted, "\"version\": \"%s\"", program_version());
	for (at = text_str(text); (next = strstr(at, wanted.bytes)) != NULL;
	     at = next + wanted.length) {
		text_addn(&hidden, at, (size_t)(next - at));
		text_add(&hidden, "\"version\": \"VERSION\"");
	}
	text_add(&hidden, at);
	text_done(&wanted);
	text_done(text);
	*text = hidden;
}

static void
rewrite(const char *path, const struct text *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text->bytes, 1, text->length, file), text->length);
	assert_int_equal(fclose(file), 0);
}

/* Says where they part, so that a failure can be read without a debugger. */
static void
compare(const char *path, const char *golden, const char *text)
{
	size_t line = 1, start = 0, at = 0;

	for (; golden[at] == text[at] && text[at] != '\0'; at++) {
		if (text[at] == '\n') {
			line++;
			start = at + 1;
		}
	}
	if (golden[at] == text[at])
		return;
	print_message("%s:%zu (UPDATE_GOLDEN=1 rewrites it)\n-%.*s\n+%.*s\n", path, line,
	              (int)strcspn(golden + start, "\n"), golden + start,
	              (int)strcspn(text + start, "\n"), text + start);
	fail();
}

void
fixture_golden(const char *name, struct text *text)
{
	struct text path = { 0 };
	struct err err = { 0 };
	char *golden;
	size_t length;

	hide_version(text);
	text_addf(&path, "tests/golden/%s", name);
	if (getenv("UPDATE_GOLDEN") != NULL)
		rewrite(path.bytes, text);
	if (!file_read(path.bytes, GOLDEN_MOST, &golden, &length, &err))
		fail_msg("%s", err.message);
	compare(path.bytes, golden, text_str(text));
	assert_int_equal(length, text->length);
	free(golden);
	text_done(&path);
	text_done(text);
}
