/* Invariants: targets stand in the order in which they first came; the document is the one of the
 * reports that stand now, or there is none. */
#include "report/board.h"

#include "base/hash.h"
#include "base/text.h"
#include "report/json.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ETAG_DIGITS 32

struct board {
	struct report **reports;
	size_t count;
	size_t room;
	uint64_t generation;
	board_observer *observer;
	void *observer_arg;
	struct mutes mutes;
	struct text document; /* empty: to be rendered */
	char etag[ETAG_DIGITS + 3];
};

struct board *
board_new(void)
{
	return mem_alloc(sizeof(struct board));
}

void
board_free(struct board *board)
{
	if (board == NULL)
		return;
	for (size_t i = 0; i < board->count; i++)
		report_unref(board->reports[i]);
	free(board->reports);
	mutes_done(&board->mutes);
	text_done(&board->document);
	free(board);
}

void
board_observe(struct board *board, board_observer *observer, void *arg)
{
	assert(board->observer == NULL);
	board->observer = observer;
	board->observer_arg = arg;
}

static size_t
place(const struct board *board, const char *target)
{
	size_t i = 0;

	while (i < board->count && strcmp(board->reports[i]->target, target) != 0)
		i++;
	return i;
}

static void
changed(struct board *board)
{
	text_done(&board->document);
	board->generation++;
}

void
board_publish(struct board *board, struct report *report)
{
	size_t at = place(board, report->target);
	struct report *old = at < board->count ? board->reports[at] : NULL;

	if (at == board->room) {
		board->room = board->room == 0 ? 4 : board->room * 2;
		board->reports = mem_resize(board->reports, board->room, sizeof(struct report *));
	}
	board->reports[at] = report;
	if (old == NULL)
		board->count++;
	changed(board);
	if (board->observer != NULL)
		board->observer(board->observer_arg, old, report);
	report_unref(old);
}

void
board_remove(struct board *board, const char *target)
{
	size_t at = place(board, target);

	if (at == board->count)
		return;
	report_unref(board->reports[at]);
	board->count--;
	memmove(&board->reports[at], &board->reports[at + 1],
	        (board->count - at) * sizeof(struct report *));
	changed(board);
}

void
board_set_mutes(struct board *board, struct mutes *mutes)
{
	mutes_done(&board->mutes);
	board->mutes = *mutes;
	*mutes = (struct mutes){ 0 };
	changed(board);
}

const struct mutes *
board_mutes(const struct board *board)
{
	return &board->mutes;
}

size_t
board_count(const struct board *board)
{
	return board->count;
}

const struct report *
board_at(const struct board *board, size_t index)
{
	assert(index < board->count);
	return board->reports[index];
}

const struct report *
board_find(const struct board *board, const char *target)
{
	size_t at = place(board, target);

	return at == board->count ? NULL : board->reports[at];
}

uint64_t
board_generation(const struct board *board)
{
	return board->generation;
}

static void
render(struct board *board)
{
	struct report_filter filter = { .kind = -1, .severity = -1, .mutes = &board->mutes };
	char hex[HASH_HEX_BYTES];

	report_document((const struct report *const *)board->reports, board->count, &filter,
	                &board->document);
	hash_sha256(board->document.bytes, board->document.length, hex);
	snprintf(board->etag, sizeof board->etag, "\"%.*s\"", ETAG_DIGITS, hex);
}

struct board_document
board_document(struct board *board)
{
	if (board->document.length == 0)
		render(board);
	return (struct board_document){ board->document.bytes, board->document.length,
		                        board->etag };
}
