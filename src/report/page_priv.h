/* Text laid out for a terminal: colour where it is wanted, lines of about 100 columns. */
#ifndef REPORT_PAGE_PRIV_H
#define REPORT_PAGE_PRIV_H

#include "base/text.h"
#include "report/report.h"

#define PAGE_COLUMNS 100

enum paint { PAINT_BOLD, PAINT_RED, PAINT_YELLOW, PAINT_GREEN, PAINT_CYAN };

struct page {
	struct text *out;
	bool colour;
	enum severity minimum; /* findings below it are counted, not shown */
	size_t column;         /* where page_flow() stands */
	size_t indent;         /* where its next line begins */
};

/* Adds text in a colour; it is safe already. */
void page_paint(struct page *page, enum paint paint, const char *string);

void page_stamp(struct page *page, int64_t wall_ms);

/* Begins a line at a column, in which what follows flows. */
void page_line(struct page *page, size_t indent);

/* Adds a piece that is not broken, on a new line if this one has no room for it; page_flow_words()
 * breaks at spaces. */
void page_flow(struct page *page, const char *piece, size_t length);
void page_flow_words(struct page *page, const char *words);

/* The findings of a good report, the worst first, and what it could not read. */
void page_findings(struct page *page, const struct report *report);
void page_unread(struct page *page, const struct outcome *outcome);

#endif
