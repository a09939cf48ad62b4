/* Creation: what is missing is made, a transaction for each module, all or nothing, and read back by
 * the comparison that finds drift before it stays. One run on one link. */
#ifndef WATCH_CREATE_H
#define WATCH_CREATE_H

#include "drift/plan.h"
#include "drift/select.h"
#include "pg/session.h"
#include "report/report.h"

/* What has happened, in this order; one note each. */
enum create_step {
	CREATE_WAITING,     /* somebody else creates in this database; it is tried again */
	CREATE_PLANNED,     /* the database has been read under the lock, and a plan made */
	CREATE_STATEMENT,   /* one has run, or failed */
	CREATE_READ_BACK,   /* what was made is, or is not, what the manifest states */
	CREATE_COMMITTED,   /* it stays */
	CREATE_ROLLED_BACK, /* nothing of the transaction stays */
	CREATE_OVERTAKEN,   /* the same, as somebody else was faster: it is looked at again */
	CREATE_IN_DOUBT,    /* the connection was lost at COMMIT: it is looked up on a new one */
	CREATE_STEPS
};

/* What is about to be made, for somebody to say no. Valid during the call. */
struct create_request {
	const struct server *server; /* on the link that creates */
	const struct outcome *outcome;
	const struct plan *plan;
	const struct plan_transaction *transaction; /* the first of the plan that is tried */
};

/* Asked under the lock, before the first statement of each transaction. false and *err: neither it nor
 * anything after it runs. */
typedef bool create_admit_cb(void *arg, const struct create_request *request, struct err *err);

enum create_fate {
	CREATE_DONE,   /* committed, and verified */
	CREATE_FAILED, /* rolled back */
	CREATE_BUSY, /* rolled back, or not tried: somebody holds a lock; worth another try later */
	CREATE_UNKNOWN, /* the connection was lost at COMMIT, and there was no new one */
	CREATE_FATES
};

/* What became of the transaction of some modules. Strings live in the arena of the result. */
struct create_part {
	const size_t *modules; /* as in struct plan_transaction */
	size_t module_count;
	size_t tables;
	size_t statements;
	enum create_fate fate;
	struct err err;               /* unless it is done; says who holds the lock, too */
	const char *sql;              /* the statement that failed, or NULL */
	const char *const *different; /* what was read back otherwise than stated: sentences */
	size_t different_count;
	int64_t duration_us;
};

/* Valid during the call. */
struct create_note {
	enum create_step step;
	const struct plan *plan;                /* NULL while there is none */
	const struct create_part *part;         /* the transaction at work, so far; or NULL */
	const struct plan_statement *statement; /* of CREATE_STATEMENT */
	int64_t duration_us;                    /* of this step */
	const struct err *err;                  /* NULL: it went well */
};
typedef void create_note_cb(void *arg, const struct create_note *note);

struct create_result {
	struct arena *arena;  /* holds all of it; the callee may move it out */
	struct server server; /* who answered first */
	/* What was read first, and the plan that came out of it, with all refusals; NULL where it did
	 * not come so far. */
	const struct outcome *outcome;
	const struct plan *plan;
	/* The last one: of what could not be made its refusals say why. NULL if the run ended early. */
	const struct plan *rest;
	const struct create_part *parts; /* in the order in which they were tried */
	size_t part_count;
	struct err err; /* why the run ended early; of a failed part only that part says it */
};

/* Handed over once, from the loop; what the callee leaves in the arena is freed. */
typedef void create_done_cb(void *arg, struct create_result *result);

/* Borrowed until done, with all that it points to. */
struct create_config {
	const char *target;
	struct expected *expected;
	const struct selection *selection;
	struct session_limits limits; /* of those transactions */
	int64_t connect_timeout_ms;
	int64_t timeout_ms;  /* of one transaction, with its reading */
	int64_t patience_ms; /* how long others who create are waited for, all in all */
	/* What is created. Missing schemas, and the objections that the server has reason for, are
	 * added to those that stand here; the server's identity where none does. */
	struct plan_options options;
	bool dry; /* read and plan, in a transaction that only reads, without a lock */
	create_admit_cb *admit; /* or NULL */
	create_note_cb *note;   /* or NULL */
};

struct create;

/* `link` is open and idle; it is borrowed until done, and may be connected anew in between. */
struct create *create_start(struct link *link, const struct create_config *config,
                            create_done_cb *done, void *arg);

/* To end soon; not from within its handlers. false: it is forgotten, and `done` is not called; the
 * caller closes the link, and what was under way is rolled back. true: COMMIT is under way; `done` is
 * called when it is known what came of it, and nothing more is begun. The second time always false. */
bool create_stop(struct create *create);

const char *create_step_word(enum create_step step); /* "statement", "committed", ... */
const char *create_fate_word(enum create_fate fate); /* "done", "busy", ... */

#endif
