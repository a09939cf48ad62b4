/* One run of creation from the inside. create.c: its surface, its result. create_round.c: begin, lock,
 * read, plan. create_run.c: statements, reading back, COMMIT. create_right.c, create_say.c: what only
 * the server can object. create_holder.c: who holds a lock. create_part.c: what became of a transaction. */
#ifndef CREATE_PRIV_H
#define CREATE_PRIV_H

#include "drift/ddl_transaction.h"
#include "watch/check.h"
#include "watch/create.h"

/* How often in a row somebody else may be faster. */
#define CREATE_OVERTAKEN_MAX 5

/* Something that the role must be allowed, or a name that must be free. create_right.c */
struct right {
	const char *what; /* a word that rights.sql knows */
	const char *schema;
	const char *name; /* of a relation or type; or NULL */
	const char *role; /* NULL: the one that logged in */
	size_t item;      /* what needs it; EXPECTED_NONE: a schema that the manifest counts on */
	size_t module;    /* as in struct plan_objection */
};

/* A growing list of objections, whose reasons live elsewhere. */
struct objections {
	struct plan_objection *list;
	size_t count;
};

/* Invariant: exactly one operation is under way, of the link or of `check`, or none when `done` is
 * called. What lives in `round` and `reading` dies with the round: with each transaction. */
struct create {
	struct link *link;
	struct create_config config;
	create_done_cb *done;
	void *arg;
	struct session_setting *settings; /* of drift/ddl_transaction.h */
	struct arena arena;               /* the result's; begins as that of the first reading */
	struct create_result result;
	struct create_part *parts; /* owned; result->parts is a copy */

	int64_t patience_until_ms;
	int64_t deadline_ms;
	int64_t step_us;  /* when the step under way began */
	int64_t round_us; /* when the transaction under way began */
	unsigned rounds;
	unsigned overtaken;
	bool stopping;
	bool committing; /* and looking up what came of it */
	bool doubted;    /* the part below was at COMMIT, and is looked up now */

	struct check *check;
	struct arena reading; /* what was read in this round, but for the first */
	struct arena round;
	const struct outcome *outcome;
	struct server server;     /* who answers in this round */
	struct objections failed; /* those of the caller, and what failed in this run */
	struct objections found;  /* and besides what the server objects in this round */
	const char **missing_schemas;
	size_t missing_schema_count;
	struct right *rights; /* asked for in this round */
	size_t right_count;
	struct ddl_lock *busy; /* locks that others were holding */
	size_t busy_count;

	const struct plan *plan;
	const struct plan_transaction *transaction; /* NULL: none is at work */
	size_t statement;                           /* the one that runs, or comes next */
	const char *role;                           /* that is set; NULL: none */
	bool *made;                           /* per item, whether this transaction makes it */
	struct create_part part;              /* what is to be said of it */
	bool working;                         /* it is not in `parts` yet */
	struct err failure;                   /* why what is under way is rolled back */
	const struct plan_statement *waiting; /* whose locks others hold; NULL: that of all */
	link_done_cb *holders_done;
	struct text holders; /* who holds the lock, as far as it is known */
};

/* create.c */
void create_note(struct create *create, enum create_step step, const struct err *err);
void create_end(struct create *create, const struct err *err); /* NULL: all was tried */
/* Rolls back where the session stands, then ends. */
void create_abort(struct create *create, const struct err *err);

/* create_round.c */
void create_round(struct create *create);
void create_read(struct create *create, const struct selection *selection, bool narrow,
                 check_done_cb *done);

/* create_run.c: runs create->transaction, then the next round. */
void create_run(struct create *create);

/* create_right.c: the role that the manifest states as the owner of what the item is or lives on, or
 * NULL. */
const char *create_owner(const struct create *create, size_t item);
/* Asks the server, and calls `done` with what it objects to in create->found. */
void create_ask(struct create *create, const struct plan *plan, link_done_cb *done);

/* create_say.c: `detail` and `role` as rights.sql gives them. */
void create_say(const struct right *right, const char *detail, const char *role, struct text *out);

/* create_holder.c: asks who holds the locks that the statement waited for, into create->holders. NULL:
 * the lock of those who create. */
void create_ask_holders(struct create *create, const struct plan_statement *statement,
                        link_done_cb *done);

/* create_part.c */
void create_part_begin(struct create *create);
void create_part_end(struct create *create, enum create_fate fate, const struct err *err);
/* Whether what was read is as the manifest states what this transaction makes; else the differences
 * stand in the part, and *err says how many. */
bool create_same(struct create *create, const struct outcome *outcome, struct err *err);
/* Those of the plan that were not tried, as others hold a lock that they need. */
void create_parts_busy(struct create *create);
bool create_is_busy(const struct create *create, const struct plan_transaction *transaction);
/* From now on its modules are refused in this run, and those that need them. */
void create_part_object(struct create *create, const char *reason);
void objections_add(struct objections *objections, size_t module, const char *reason);

#endif
