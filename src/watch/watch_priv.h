/* What the files of the watch share: the state of one target, the state of one check. */
#ifndef WATCH_PRIV_H
#define WATCH_PRIV_H

#include "pg/catalog.h"
#include "watch/check.h"
#include "watch/schedule.h"
#include "watch/target.h"
#include "watch/watch.h"

/* One target at work. watched.c; the state is written by watched_event() only. */
struct watched {
	struct watch *watch;
	struct watched *next;       /* in the watch's list */
	struct watched *queue_next; /* among those that wait for a place */
	struct watch_target config; /* owned */
	struct arena arena;         /* holds the selection */
	struct selection selection;

	enum target_state state;
	struct schedule schedule;
	struct link *link;
	struct seen *seen;
	struct creating *creating; /* NULL: auto_create is off */
	struct watch_counts counts;
	struct verdicts *verdicts;   /* what the checks remember; NULL: there is but one */
	struct spellings *spellings; /* what this server made of definitions */
	bool confirming;             /* what has vanished is looked at on a second connection */
	bool created;                /* there was an attempt in this cycle */
	bool retried;                /* the check of this cycle was begun a second time */
	struct check *check;         /* NULL: none is under way */
	struct event *timer;         /* the next check or attempt */
	struct event *staling;       /* when the last good verdict no longer stands */
	bool holds_place;
	bool again;                  /* somebody asked for a check while one was under way */
	uint64_t checks;             /* attempts so far */
	int64_t good_ms;             /* when the last good check ended, clock_ms(); 0: never */
	int64_t began_us;            /* of the attempt under way; 0: none is */
	enum err_code told;          /* why the last attempt failed, as it was logged */
	struct err failure;          /* why the attempt failed, until it is published */
	struct report_input *result; /* of the check that has just ended, borrowed */
};

struct watch {
	struct event_base *base;
	struct board *board;
	struct watched *targets;
	struct watched *queue; /* first in, first out */
	size_t concurrent;
	size_t running;
	bool once;
	struct watch_keeping keeping;
	char *state_dir; /* keeping.state_dir */
	bool ending;     /* watch_stop() was called */
	struct event *stopping;
	void (*stopped)(void *arg);
	void *stopped_arg;
};

/* The selection is made and the link is ready, or false and *err. Takes over config's contents on
 * success only. */
struct watched *watched_new(struct watch *watch, struct watch_target *config, struct err *err);
void watched_free(struct watched *watched);
void watched_event(struct watched *watched, enum target_event event);
void watched_start(struct watched *watched); /* plans the first check */
struct timeval watched_in_ms(int64_t ms);

/* watched_act.c; by watched_event() only. */
void watched_act(struct watched *watched, enum target_action action);

/* Calls `stopped` as soon as no target has anything under way. */
void watch_consider_stopped(struct watch *watch);

/* The queue of the watch: asks for a place, gives one back. */
void watch_enqueue(struct watch *watch, struct watched *watched);
void watch_leave(struct watch *watch, struct watched *watched);

/* An object whose text is not as expected: told when a second look has found that it did not move. */
struct held {
	struct object *object;
	size_t item;
	uint64_t hash; /* 0: not known */
	bool steady;
};

/* What a check knows of the texts of kinds that have fingerprints. */
struct check_texts {
	bool prints;                 /* fingerprints are read beside the texts */
	bool known;                  /* there are verdicts to go by: first without the texts */
	bool blind;                  /* this reading of the kind is without them */
	bool again;                  /* this one is the second look */
	size_t property;             /* the text's */
	struct catalog_names unsure; /* relations whose objects' texts are to be read after all */
	struct held *held;
	size_t held_count;
	size_t held_room;
	uint32_t *held_of; /* per expected item: its place among the held, from 1 */
	uint64_t *pending; /* per expected item: the fingerprint of a text that is as expected */
	size_t pending_count;
	size_t made; /* texts that the server made */
};

/* What a check knows of buckets of rows that are as they were: digest_priv.h. */
struct bucket_found;
struct check_digests {
	enum { DIGESTS_OFF, DIGESTS_ASKED, DIGESTS_ROWS } phase; /* of the kind */
	const char *only;                                        /* buckets, or NULL: all */
	struct bucket_found *found;                              /* per bucket of the kind */
	bool *same; /* per kind and bucket: its rows are what they were */
	bool *met;  /* per expected item: there was a row of it */
};

struct check {
	struct link *link;
	struct check_config config;
	check_done_cb *done;
	void *arg;

	struct arena arena;   /* becomes the report's */
	struct arena scratch; /* dies with the check */
	struct report_input result;
	struct compare *compare;
	bool *wanted; /* per expected item */

	void (*const *steps)(struct check *check); /* the one that comes next, and those after it */
	bool standing;                             /* the catalogs are what they were */
	int64_t started_us;
	int64_t deadline_ms;
	struct err row_error; /* a row that was not what its query promises */
	struct catalog_identity identity;

	size_t *presence_items; /* the expected item of each name that was asked for */
	bool *present;          /* whether a row came for it */
	size_t presence_count;

	char moment[CATALOG_MOMENT_BYTES]; /* of the snapshot; "": a standby, that tells none */
	char gate[CATALOG_GATE_BYTES];     /* of the snapshot; "": not asked for, or not told */
	char epoch[CATALOG_EPOCH_BYTES];
	char answer[CATALOG_MOMENT_BYTES]; /* the one value of a query */
	bool lasting;                      /* the moment tells of everything that is read */

	bool absent[KIND_COUNT]; /* nothing of the kind is where everything is read */
	size_t kind;             /* the one that is being read */
	unsigned attempts;
	const char *params[CATALOG_PARAMS]; /* that ask for all of it that is wanted */
	struct catalog_reader reader;
	struct check_texts texts;
	struct check_digests digests;

	struct confirm *confirm; /* NULL: nothing is being confirmed */

	size_t revision; /* the one that is being read */
	const char **revision_rows;
	size_t revision_count;
	uint64_t revised; /* a hash of what all of them came to */
};

void check_today(char ret_day[VERDICT_DAY_BYTES]); /* UTC */

/* Goes on with the next step. */
void step_next(struct check *check);

/* The end of an operation after which nothing but the next step is to be done. */
void step_done_cb(void *arg, const struct err *err, const char *tag);

/* The ends: hand the result over, and free the check. */
void check_succeed(struct check *check);
void check_unchanged(struct check *check);
void check_fail(struct check *check, const struct err *err);

/* check_gate.c: whether the catalogs are what they were at the last whole check; whether nothing else has
 * changed, either; what is remembered of it. */
void read_gate(struct check *check);
void judge_standing(struct check *check);
void remember_gate(struct check *check);
/* Goes on with the shorter way where the last report stands as far as is known, else with the whole one. */
void check_go(struct check *check, bool stands);

void step_presence(struct check *check); /* check_presence.c */

/* check_kinds.c, check_revisions.c: the steps that read one kind, one revision after another. */
void read_kinds(struct check *check);
void read_revisions(struct check *check);

void tell_unread(struct check *check, const struct unknown *unknown);
/* Whether there is nothing to be said of it. */
bool tell_observed(struct check *check, const struct object *object);

/* check_moment.c: whether nothing has changed at all, then nothing else is done; the moment of this
 * check; the epoch of its fingerprints. */
void read_probe(struct check *check);
void read_moment(struct check *check);
void read_epoch(struct check *check);
/* Asks for one value, which goes to check->answer ("" where it is null or there is no row). */
void read_answer(struct check *check, const char *sql, link_done_cb *done);
void answer_row_cb(void *arg, const struct link_row *row);

/* check_text.c: what is done with a row of a kind that has fingerprints; whether nothing is to be said. */
void texts_begin(struct check *check);
bool texts_observed(struct check *check, const struct link_row *row, struct object *object);
void texts_done(struct check *check);

/* check_again.c: the steps of the second look: at fingerprints that are not known yet, within the
 * transaction; and, in a transaction of its own, at all on which something depends. */
void read_prints(struct check *check);
void look_again(struct check *check);

/* confirm.c: the step that tries texts which differ. */
struct confirm;
void read_confirm(struct check *check);
void confirm_free(struct confirm *confirm);

/* Whether an error of a statement costs only what that statement reads: then the word for its
 * unknown, and whether it is worth to look again at once. NULL: it costs the check. */
const char *read_failure(const struct err *err, bool *ret_again);

#endif
