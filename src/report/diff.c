#include "report/diff.h"

#include "report/page_priv.h"
#include "report/phrase_priv.h"

static size_t
findings(const struct diff *diff)
{
	const struct outcome *outcome = diff->report->outcome;
	size_t count = 0;

	for (int severity = (int)diff->minimum; severity < SEVERITY_COUNT; severity++)
		count += outcome->by_severity[severity];
	return count;
}

int
diff_verdict(const struct diff *diff)
{
	if (findings(diff) > 0)
		return 2;
	return diff->report->outcome->unknown_count > 0 ? 3 : 0;
}

/* "staging.json against production.json: 3 differences" */
void
diff_text(const struct diff *diff, bool colour, struct text *out)
{
	static const enum paint paints[] = { PAINT_GREEN, PAINT_YELLOW, PAINT_RED, PAINT_YELLOW };
	static const char *const words[] = { "the same", NULL, NULL,
		                             "no difference, as far as it goes" };
	struct page page = { .out = out, .colour = colour, .minimum = diff->minimum };
	int verdict = diff_verdict(diff);
	struct text words_of = { 0 };

	phrase_safe(out, diff->other->file);
	text_add(out, " against ");
	phrase_safe(out, diff->report->expected->file);
	text_add(out, ": ");
	if (words[verdict] != NULL)
		text_add(&words_of, words[verdict]);
	else
		phrase_count(&words_of, findings(diff), "difference", "differences");
	page_paint(&page, paints[verdict], text_str(&words_of));
	text_addc(out, '\n');
	text_done(&words_of);
	page_findings(&page, diff->report);
	page_unread(&page, diff->report->outcome);
}
