#include "report/page_priv.h"

#include "base/stamp.h"
#include "report/phrase_priv.h"

#include <string.h>

void
page_paint(struct page *page, enum paint paint, const char *string)
{
	static const char *const codes[] = {
		[PAINT_BOLD] = "1",     [PAINT_RED] = "1;31",  [PAINT_YELLOW] = "1;33",
		[PAINT_GREEN] = "1;32", [PAINT_CYAN] = "1;36",
	};

	if (page->colour)
		text_addf(page->out, "\033[%sm", codes[paint]);
	text_add(page->out, string);
	if (page->colour)
		text_add(page->out, "\033[0m");
}

void
page_stamp(struct page *page, int64_t wall_ms)
{
	char stamp[CLOCK_STAMP_BYTES];

	clock_stamp(wall_ms, stamp);
	text_add(page->out, stamp);
}

void
page_line(struct page *page, size_t indent)
{
	text_addf(page->out, "%*s", (int)indent, "");
	page->indent = indent;
	page->column = indent;
}

void
page_flow(struct page *page, const char *piece, size_t length)
{
	size_t width = phrase_width(piece, length);

	if (page->column > page->indent && page->column + 1 + width > PAGE_COLUMNS) {
		text_addc(page->out, '\n');
		page_line(page, page->indent);
	} else if (page->column > page->indent) {
		text_addc(page->out, ' ');
		page->column++;
	}
	text_addn(page->out, piece, length);
	page->column += width;
}

void
page_flow_words(struct page *page, const char *words)
{
	while (*words != '\0') {
		size_t length = strcspn(words, " ");

		page_flow(page, words, length);
		words += length;
		words += strspn(words, " ");
	}
}
