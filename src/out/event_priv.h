/* What the files of events share. */
#ifndef OUT_EVENT_PRIV_H
#define OUT_EVENT_PRIV_H

#include "base/text.h"
#include "out/event_decide.h"

/* Something that comes and goes, and what people know of it. Zero-initialised: it was never there,
 * and nobody was told. Times are wall clock, ms. */
struct edge {
	bool there;        /* at the last check that could tell */
	int64_t streak;    /* checks in a row that said so; counted up to `confirm` */
	int64_t turned_at; /* when it came, went or changed last */
	int64_t comings;   /* within the window that began at comings_since */
	int64_t comings_since;
	bool flapping;
	bool told; /* that it is there */
	bool told_flapping;
};

/* A finding that is there, or was. */
struct known {
	char id[FINDING_ID_BYTES];
	struct edge edge;
	char fingerprint[FINDING_ID_BYTES]; /* as it was seen last */
	int64_t same;                       /* checks in a row with it; counted up to `confirm` */
	char told_fingerprint[FINDING_ID_BYTES]; /* "" while it is not told */
	int64_t severity;                        /* enum severity */
	int64_t told_severity;
	int64_t first_seen;
	int64_t last_seen;
	char *summary;
	char *text;                    /* as in the report, compact JSON, long values cut */
	const struct finding *finding; /* in the report that is being decided on; NULL: not in it */
};

struct event_memory {
	int64_t begun_at; /* the first decision */
	int64_t good_at;  /* the last good check; 0: none */
	int64_t failures; /* in a row */
	struct edge outage;
	bool stale;              /* the outage: no check ends */
	int64_t away_since;      /* the outage that was told */
	bool settled;            /* there was a moment with nothing left to tell */
	char *system_identifier; /* as people know it */
	char *database;
	char *database_oid;  /* another one: it was dropped and made anew */
	char *failed;        /* why creating failed, as it was told last; NULL: it did not */
	int64_t other;       /* checks in a row that saw another one; counted up to `confirm` */
	int64_t identity_at; /* when another one was told last */
	int64_t hold_since;  /* 0: nothing is held */
	int64_t remind_from; /* 0: nothing that was told stands */
	int64_t number;      /* events so far */
	int64_t kept_at;
	struct known *findings; /* sorted by id but for those that came with this report */
	size_t count;
	bool touched; /* since it was written down */
};

/* --- event_edge.c --- */

/* Takes in what a check saw. `counts`: it counts for `confirm` and for flapping. Whether anything
 * changed that matters. */
bool edge_see(struct edge *edge, bool there, bool counts, int64_t now,
              const struct event_config *config);

/* It came, or what it is changed: may begin to flap. */
void edge_come(struct edge *edge, int64_t now, const struct event_config *config);

/* Gone for good, as far as can be told. */
bool edge_gone(const struct edge *edge, unsigned confirm);

/* There for good. */
bool edge_stands(const struct edge *edge, unsigned confirm);

/* --- event_known.c --- */

/* Takes the findings of a good report in. */
void known_see(struct event_memory *memory, const struct event_input *input, bool counts,
               const struct event_config *config);

/* The finding of that id, or NULL. `memory` is sorted. */
struct known *known_find(const struct event_memory *memory, const char *id);

/* At the end of a decision: forgets the report, and of what is gone all that is told and of no use
 * for flapping any more. */
void known_forget(struct event_memory *memory, int64_t now, const struct event_config *config);

void known_done(struct known *known);

/* --- event_tell.c, event_document.c --- */

/* What an event tells of. */
struct telling {
	enum event_type type;
	struct known **findings; /* borrowed; any order, is sorted */
	size_t count;
	int64_t first_seen; /* of an outage */
	struct text what;   /* its own sentence; empty: one is made of the findings */
};

/* Makes the event, and frees what the telling holds. `number` makes the id its own. */
void event_tell(struct event *ret_event, struct telling *telling, const struct report *report,
                const char *previous_status, int64_t number, int64_t now,
                const struct event_config *config);

/* Writes event->data. `telling` and `report` may be NULL: it tells of no finding, of no target. */
void event_write_document(struct event *event, const struct telling *telling,
                          const struct report *report, const char *url);

/* --- event_decide.c --- */

/* One decision under way. */
struct deciding {
	struct event_memory *memory;
	const struct event_input *input;
	const struct event_config *config;
	struct event_decision *decision;
	bool silenced;
};

/* The status as those know it who were told everything until now. */
const char *event_told_status(const struct event_memory *memory);

/* One more event. Frees what the telling holds. */
void event_settle(struct deciding *deciding, struct telling *telling, const char *previous_status);

/* --- event_created.c --- */

/* Nothing is missing that could be created. */
void event_forget_failure(struct event_memory *memory);

/* --- event_outage.c --- */

void decide_bad(struct deciding *deciding);       /* the check was not good */
void decide_recovered(struct deciding *deciding); /* it was */
void decide_identity(struct deciding *deciding);

/* --- event_drift.c --- */

void decide_drift(struct deciding *deciding);

/* Whether the finding is acknowledged as it is. */
bool event_acknowledged(const struct deciding *deciding, const struct known *known);

#endif
