/* The latest report of each target, and the whole document as cached bytes. */
#ifndef REPORT_BOARD_H
#define REPORT_BOARD_H

#include "report/mute.h"
#include "report/report.h"

struct board;

/* Told after each publication, and publishes nothing itself. `old` is NULL for a target's first
 * report. Both are borrowed. */
typedef void board_observer(void *arg, const struct report *old, const struct report *new);

struct board *board_new(void);
void board_free(struct board *board);
void board_observe(struct board *board, board_observer *observer, void *arg);

/* Takes ownership of one reference. Swaps the target's report; its name says which. Targets keep
 * the order in which they first came. */
void board_publish(struct board *board, struct report *report);

/* A target that is no longer configured. */
void board_remove(struct board *board, const char *target);

/* What is muted is shown in the document. Takes over the contents. */
void board_set_mutes(struct board *board, struct mutes *mutes);
const struct mutes *board_mutes(const struct board *board); /* borrowed until the next ones */

size_t board_count(const struct board *board);

/* Borrowed; NULL: no such target. */
const struct report *board_at(const struct board *board, size_t index);
const struct report *board_find(const struct board *board, const char *target);

/* Changes with every publication, removal and change of what is muted, and with nothing else: what was
 * rendered from the board stands while this does. */
uint64_t board_generation(const struct board *board);

/* The whole report document: rendered at most once per publication, borrowed until the next one. */
struct board_document {
	const char *bytes;
	size_t length;
	const char *etag; /* with its quotes, as it goes into the header */
};
struct board_document board_document(struct board *board);

#endif
