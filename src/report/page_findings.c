#include "report/page_priv.h"

#include "base/stamp.h"
#include "model/object.h"
#include "report/phrase_priv.h"
#include "report/report_priv.h"

#include <string.h>

#define ID_INDENT   4
#define TEXT_INDENT (ID_INDENT + FINDING_ID_BYTES - 1 + 2)

/* "2026-11-22T09:00": more digits would push what matters out of the line. */
#define STAMP_MINUTES 16

/* Two long texts are compared one below the other, not in a sentence. What is no object of the
 * catalog (a revision) has a sentence of its own, which says more than its values. */
static bool
is_long(const struct drift *drift)
{
	return drift->change == CHANGE_CHANGED && drift->expected != NULL &&
	       drift->observed != NULL && kind_table[drift->kind].place != PLACE_NONE &&
	       TEXT_INDENT + phrase_width(drift->summary, strlen(drift->summary)) > PAGE_COLUMNS;
}

static void
add_what(struct text *out, const struct drift *drift)
{
	struct text name = { 0 };

	if (!is_long(drift)) {
		phrase_safe(out, drift->summary);
		return;
	}
	object_describe(drift->kind, drift->schema, drift->table, drift->name, &name);
	phrase_safe(out, text_str(&name));
	text_addf(out, ": %s differs", drift->property);
	text_done(&name);
}

static void
add_aside(struct page *page, const struct text *text)
{
	struct text aside = { 0 };

	if (text->length == 0)
		return;
	text_addf(&aside, "(%s)", text_str(text));
	page_flow(page, text_str(&aside), aside.length);
	text_done(&aside);
}

/* The summary, then where it belongs to and since when, as one piece. */
static void
add_summary(struct page *page, const struct finding *finding, const char *module)
{
	struct text text = { 0 };
	char stamp[CLOCK_STAMP_BYTES];

	clock_stamp(finding->first_seen, stamp);
	add_what(&text, finding->drift);
	page_flow_words(page, text_str(&text));
	text_clear(&text);
	if (module != NULL)
		phrase_safe(&text, module);
	if (module != NULL && finding->first_seen != 0)
		text_add(&text, ", ");
	if (finding->first_seen != 0)
		text_addf(&text, "since %.*sZ", STAMP_MINUTES, stamp);
	add_aside(page, &text);
	text_addc(page->out, '\n');
	text_done(&text);
}

/* One line, however long: it is there to be copied. */
static void
add_value(struct page *page, const char *label, const char *value)
{
	page_line(page, TEXT_INDENT);
	text_add(page->out, label);
	if (value == NULL)
		text_add(page->out, "none");
	else
		phrase_safe(page->out, value);
	text_addc(page->out, '\n');
}

static bool
says(const char *summary, const char *value)
{
	return value == NULL || strstr(summary, value) != NULL;
}

/* Whether the values would add something to the summary: "false" and "true" would not. */
static bool
values_tell(const struct drift *drift)
{
	size_t property;

	if (drift->change != CHANGE_CHANGED || kind_table[drift->kind].place == PLACE_NONE ||
	    (kind_property(drift->kind, drift->property, &property) &&
	     kind_table[drift->kind].properties[property].form == FORM_BOOL))
		return false;
	return is_long(drift) || !says(drift->summary, drift->expected) ||
	       !says(drift->summary, drift->observed);
}

static void
add_values(struct page *page, const struct drift *drift)
{
	if (drift->change == CHANGE_FORBIDDEN && drift->observed != NULL)
		add_value(page, "what would help: ", drift->observed);
	if (values_tell(drift)) {
		add_value(page, "expected: ", drift->expected);
		add_value(page, "observed: ", drift->observed);
	}
	if (drift->unconfirmed != NULL)
		add_value(page, "unconfirmed, maybe only another spelling: ", drift->unconfirmed);
}

static void
add_impact(struct page *page, const struct drift *drift)
{
	struct text piece = { 0 };

	if (drift->impact_count == 0)
		return;
	page_line(page, TEXT_INDENT);
	page_flow_words(page, "with it:");
	for (size_t i = 0; i < drift->impact_count; i++) {
		text_clear(&piece);
		phrase_safe(&piece, drift->impact[i]);
		if (i + 1 < drift->impact_count)
			text_addc(&piece, ',');
		page_flow(page, text_str(&piece), piece.length);
	}
	text_addc(page->out, '\n');
	text_done(&piece);
}

static void
add_finding(struct page *page, const struct report *report, const struct finding *finding)
{
	const char *module = report_module_name(report->outcome->expected, finding->drift->module);

	page_line(page, ID_INDENT);
	text_addf(page->out, "%s  ", finding->id);
	page->indent = page->column = TEXT_INDENT;
	add_summary(page, finding, module);
	add_values(page, finding->drift);
	add_impact(page, finding->drift);
}

static void
add_severity(struct page *page, const struct report *report, enum severity severity)
{
	static const enum paint paints[SEVERITY_COUNT] = { PAINT_CYAN, PAINT_YELLOW, PAINT_RED };

	text_add(page->out, "\n  ");
	page_paint(page, paints[severity], severity_word(severity));
	text_addc(page->out, '\n');
	for (size_t i = 0; i < report->outcome->drift_count; i++) {
		if (report->outcome->drifts[i].severity == severity)
			add_finding(page, report, &report->findings[i]);
	}
}

void
page_findings(struct page *page, const struct report *report)
{
	const struct outcome *outcome = report->outcome;
	size_t hidden = 0;

	for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--) {
		if (severity < (int)page->minimum)
			hidden += outcome->by_severity[severity];
		else if (outcome->by_severity[severity] > 0)
			add_severity(page, report, (enum severity)severity);
	}
	if (hidden + outcome->ignored > 0)
		text_add(page->out, "\n");
	if (hidden > 0) {
		text_add(page->out, "  ");
		phrase_count(page->out, hidden, "finding", "findings");
		text_addf(page->out, " below %s not shown\n", severity_word(page->minimum));
	}
	if (outcome->ignored > 0) {
		text_add(page->out, "  ");
		phrase_count(page->out, outcome->ignored, "finding", "findings");
		text_add(page->out, " ignored, as the manifest says\n");
	}
}

void
page_unread(struct page *page, const struct outcome *outcome)
{
	if (outcome->unknown_count == 0)
		return;
	text_add(page->out, "\n  ");
	page_paint(page, PAINT_YELLOW, "could not be read");
	text_addc(page->out, '\n');
	for (size_t i = 0; i < outcome->unknown_count; i++) {
		const struct unknown *unknown = &outcome->unknowns[i];

		page_line(page, ID_INDENT);
		phrase_unknown(page->out, unknown);
		text_addc(page->out, '\n');
		if (unknown->hint == NULL)
			continue;
		page_line(page, ID_INDENT);
		text_add(page->out, "  what would help: ");
		phrase_safe(page->out, unknown->hint);
		text_addc(page->out, '\n');
	}
}
