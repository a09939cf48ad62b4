/* What people said about findings and targets: acknowledgements, which are bound to a finding as it
 * is (its fingerprint), and silences, which are bound to a target. They keep events from being told,
 * and leave the report as it is, but for showing them. */
#ifndef REPORT_MUTE_H
#define REPORT_MUTE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum mute_kind { MUTE_ACK, MUTE_SILENCE };

struct mute {
	int64_t number; /* what it is taken back by; never given twice */
	enum mute_kind kind;
	const char *target;
	const char *finding;     /* of an acknowledgement: the id, ... */
	const char *fingerprint; /* ... what it is bound to, ... */
	const char *what;        /* ... and the summary, for lists; all NULL of a silence */
	const char *by;
	const char *reason;
	int64_t at;    /* wall clock, ms */
	int64_t until; /* wall clock, ms; 0: until it is taken back, or its finding is gone */
};

/* All that are in force. Strings live in the arena. Zero-initialised is valid and empty. */
struct mutes {
	struct arena arena;
	struct mute *list; /* in the order of their numbers */
	size_t count;
};
void mutes_done(struct mutes *mutes);

/* Adds a copy. */
void mutes_add(struct mutes *mutes, const struct mute *mute);

/* The acknowledgement of that finding as it is, the silence of that target; NULL: none that is in
 * force at `now` (0: whatever the time). `mutes` may be NULL. */
const struct mute *mutes_ack(const struct mutes *mutes, const char *target, const char *fingerprint,
                             int64_t now);
const struct mute *mutes_silence(const struct mutes *mutes, const char *target, int64_t now);

/* "ack", "silence" */
const char *mute_kind_word(enum mute_kind kind);

#endif
