/* Written for somebody who was woken up: the verdict first, then what is wrong, the worst first,
 * then what could not be seen, then what to do. */
#include "report/plain.h"

#include "report/page_priv.h"
#include "report/phrase_priv.h"
#include "report/report_priv.h"

#include <string.h>

#define NAME_MOST 50 /* a longer module name pushes its own line, not the whole table */

static void
add_headline(struct page *page, const struct report *report)
{
	static const enum paint paints[] = { PAINT_GREEN, PAINT_YELLOW, PAINT_RED, PAINT_RED };
	struct text text = { 0 };

	phrase_safe(&text, report->target);
	page_paint(page, PAINT_BOLD, text_str(&text));
	text_add(page->out, ": ");
	text_clear(&text);
	phrase_status(&text, report);
	page_paint(page, paints[report_verdict(report, SEVERITY_INFO)], text_str(&text));
	text_addc(page->out, '\n');
	text_done(&text);
}

/* "app at 15.20, checked ... in 4.1 ms" */
static void
add_check(struct page *page, const struct report *report)
{
	const struct server *server = &report->server;

	text_add(page->out, "  ");
	phrase_safe(page->out, server->database == NULL ? "database" : server->database);
	if (server->version > 0)
		text_addf(page->out, " at %d.%d", server->version / 10000, server->version % 10000);
	if (server->in_recovery)
		text_add(page->out, ", a standby");
	text_add(page->out, ", checked ");
	page_stamp(page, report->checked_at);
	text_addf(page->out, " in %.1f ms\n", report_duration_ms(report));
}

/* A module that is absent and need not be there expects nothing. */
static bool
may_be_absent(const struct outcome *outcome, size_t module)
{
	return outcome->modules[module].status == MODULE_ABSENT &&
	       outcome->modules[module].tables_expected == 0 &&
	       outcome->expected->modules[module].requirement != REQUIREMENT_REQUIRED;
}

static bool
worth_a_line(const struct outcome *outcome, size_t module)
{
	enum module_status status = outcome->modules[module].status;

	return status != MODULE_WHOLE && status != MODULE_NOT_SELECTED &&
	       !may_be_absent(outcome, module);
}

static void
add_module(struct page *page, const struct outcome *outcome, size_t module, size_t name_width)
{
	const struct module_state *state = &outcome->modules[module];
	struct text name = { 0 };
	size_t width;

	phrase_safe(&name, outcome->expected->modules[module].name);
	width = phrase_width(text_str(&name), name.length);
	text_addf(page->out, "  %s%*s  %s", text_str(&name),
	          width < name_width ? (int)(name_width - width) : 0, "",
	          module_status_word(state->status));
	if (state->tables_expected > 0 && state->status != MODULE_UNKNOWN)
		text_addf(page->out, ", %zu of %zu tables",
		          state->tables_expected - state->tables_missing, state->tables_expected);
	text_addc(page->out, '\n');
	text_done(&name);
}

/* Those that are not as they should be, one a line, and how many are. */
static void
add_modules(struct page *page, const struct outcome *outcome)
{
	size_t name_width = 0, whole = 0, left_out = 0, absent = 0;
	size_t first = MODULE_PREREQUISITES + 1;

	for (size_t i = first; i < outcome->expected->module_count; i++) {
		const char *name = outcome->expected->modules[i].name;
		size_t width = phrase_width(name, strlen(name));

		whole += outcome->modules[i].status == MODULE_WHOLE;
		left_out += outcome->modules[i].status == MODULE_NOT_SELECTED;
		absent += may_be_absent(outcome, i);
		if (worth_a_line(outcome, i) && width > name_width && width <= NAME_MOST)
			name_width = width;
	}
	text_addc(page->out, '\n');
	for (size_t i = first; i < outcome->expected->module_count; i++) {
		if (worth_a_line(outcome, i))
			add_module(page, outcome, i, name_width);
	}
	text_add(page->out, "  ");
	phrase_count(page->out, whole, "module is whole", "modules are whole");
	if (absent > 0)
		text_addf(page->out, ", %zu absent (which is allowed)", absent);
	if (left_out > 0)
		text_addf(page->out, ", %zu not selected", left_out);
	text_addc(page->out, '\n');
}

static const char *
advice(const struct report *report)
{
	switch (report->error.code) {
	case ERR_RESOLVE:
	case ERR_CONNECT:
	case ERR_TLS:
		return "see whether the server runs and can be reached from here (psql says more)";
	case ERR_AUTH:
		return "mend the role, its password or pg_hba.conf (psql says more)";
	case ERR_TIMEOUT:
		return "see what keeps the server or the network busy: sessions, locks, load";
	case ERR_SERVER:
		return "see the server's log for this moment, and the privileges of the role";
	case ERR_PROTOCOL:
		return "see what answers there: maybe no PostgreSQL, or it sends too much";
	case ERR_PARTIAL:
		return "grant what would help; what was locked or moving is read by the next check";
	case ERR_USAGE:
	case ERR_CONFIG:
	case ERR_MANIFEST:
	case ERR_IO:
	case ERR_STALE:
	case ERR_CODES:
		return "see the log of pgdriftd";
	case ERR_NONE:
		break;
	}
	if (report->status != STATUS_DRIFT)
		return NULL;
	return "migrate the database, or say in the manifest what is meant or to be ignored";
}

static void
add_advice(struct page *page, const struct report *report)
{
	const char *words = advice(report);

	if (words == NULL)
		return;
	text_add(page->out, "\n  ");
	page_paint(page, PAINT_BOLD, "next:");
	text_addf(page->out, " %s\n", words);
}

static void
add_result(struct page *page, const struct report *report)
{
	if (report->outcome->expected->module_count > MODULE_PREREQUISITES + 1)
		add_modules(page, report->outcome);
	page_findings(page, report);
	page_unread(page, report->outcome);
}

static void
add_failure(struct page *page, const struct report *report)
{
	text_add(page->out, "  ");
	if (report->error.sqlstate[0] != '\0') {
		text_add(page->out, "SQLSTATE ");
		phrase_safe(page->out, report->error.sqlstate);
		text_add(page->out, ", ");
	}
	text_add(page->out, "since ");
	page_stamp(page, report->error_since);
	text_addc(page->out, '\n');
	add_advice(page, report);
}

static void
add_last_known(struct page *page, const struct report *known)
{
	struct text text = { 0 };

	text_add(page->out, "\n  ");
	page_paint(page, PAINT_BOLD, "last known:");
	phrase_status(&text, known);
	text_addf(page->out, " %s\n", text_str(&text));
	text_done(&text);
	add_check(page, known);
	add_result(page, known);
}

static void
add_report(struct page *page, const struct report *report)
{
	add_headline(page, report);
	if (report->status == STATUS_PENDING)
		return;
	if (report_good(report)) {
		add_check(page, report);
		add_result(page, report);
		add_advice(page, report);
	} else {
		add_failure(page, report);
	}
	if (report->status == STATUS_UNKNOWN && report->last_good != NULL)
		add_last_known(page, report->last_good);
}

/* "3 targets: 1 critical drift, 1 unknown, 1 in sync" */
static void
add_overview(struct page *page, const struct report *const *reports, size_t count)
{
	static const char *const words[] = { "in sync", "drift", "critical drift", "unknown" };
	static const int worst_first[] = { 2, 3, 1, 0 };
	size_t counts[4] = { 0 };
	const char *before = ":";

	for (size_t i = 0; i < count; i++)
		counts[report_verdict(reports[i], SEVERITY_INFO)]++;
	text_addf(page->out, "%zu targets", count);
	for (size_t i = 0; i < 4; i++) {
		int verdict = worst_first[i];

		if (counts[verdict] == 0)
			continue;
		text_addf(page->out, "%s %zu %s", before, counts[verdict], words[verdict]);
		before = ",";
	}
	text_add(page->out, "\n\n");
}

void
report_text(const struct report *const *reports, size_t count, enum severity minimum, bool colour,
            struct text *out)
{
	struct page page = { .out = out, .colour = colour, .minimum = minimum };

	if (count > 1)
		add_overview(&page, reports, count);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			text_addc(out, '\n');
		add_report(&page, reports[i]);
	}
}
