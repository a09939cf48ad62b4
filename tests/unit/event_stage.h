/* A target on a stage: what is there, checks of it minute by minute, and what is told. */
#ifndef TESTS_EVENT_STAGE_H
#define TESTS_EVENT_STAGE_H

#include "base/text.h"
#include "out/event_decide.h"

#define STAGE_MINUTE INT64_C(60000)
#define STAGE_HOUR   (60 * STAGE_MINUTE)
#define STAGE_BEGIN  INT64_C(1795392000000) /* Monday, 2026-11-23T00:00:00Z */

/* A finding that is there. */
struct thing {
	char name[32];
	enum severity
		shape; /* critical: missing table; warning: column default; info: unexpected */
	enum severity severity; /* commonly the same */
	char value[32];         /* of a column's default */
	bool unread;            /* it could not be read at this check */
};

struct stage {
	struct expected *expected;
	struct event_memory *memory;
	struct event_config config;
	struct mutes mutes;
	int64_t mute_number;
	int64_t now;
	uint64_t check;
	struct report *last; /* NULL: the program has just started */
	struct thing things[16];
	size_t thing_count;
	char database[32];
	char database_oid[16]; /* "": not told */
	char system[32];
	const char *revision; /* recorded instead of what is expected; NULL: as expected */
	bool down;            /* checks fail */
	bool stale;           /* checks do not end */
	bool locked;          /* something is locked by another session, and not read */
	bool deployment;      /* it has something locked that is of no concern */
	struct event_decision decision; /* the last one */
};

/* Nothing is wrong; confirm 2, unknown_after 3 min, remind_every 1 d, hold_max 30 min, flap_limit 3,
 * flap_window 1 h. */
void stage_init(struct stage *stage);
void stage_done(struct stage *stage);

void stage_find(struct stage *stage, const char *name, enum severity severity, const char *value);
void stage_lose(struct stage *stage, const char *name);
struct thing *stage_thing(struct stage *stage, const char *name);

/* What is remembered goes through its text; the reports are forgotten. */
void stage_restart(struct stage *stage);

/* until: minutes from now, 0: none. The finding is one of the last report. */
void stage_ack(struct stage *stage, const char *name, int64_t minutes);
void stage_silence(struct stage *stage, int64_t minutes);
void stage_unmute(struct stage *stage); /* takes everything back */

/* One check, a minute after the last one. What is told is in stage->decision, and given back as text:
 * "drift.detected critical pending>drift main: table public.a is missing", one line each. */
const char *stage_check(struct stage *stage);

/* An attempt at creating; what is told of it. */
const char *stage_created(struct stage *stage, bool succeeded, const char *summary);

/* Several; what is told in all of them. */
const char *stage_checks(struct stage *stage, int count);

#endif
