/* What the steps of making a plan share. */
#ifndef DRIFT_PLAN_PRIV_H
#define DRIFT_PLAN_PRIV_H

#include "drift/need_priv.h"
#include "drift/order.h"
#include "drift/plan.h"

#include <stdint.h>

#define NONE EXPECTED_NONE

/* What is known of an item. */
enum standing {
	STANDING_THERE,
	STANDING_RETYPED, /* a column that is there, of another type */
	STANDING_WRONG,   /* another kind of object has its name; so of what lives on it */
	STANDING_RENAMED, /* it has another name; so of what lives on it */
	STANDING_UNREAD,
	STANDING_ABSENT,  /* a prerequisite that is missing */
	STANDING_OUT,     /* its module is not selected, not wanted, or need not be there */
	STANDING_IGNORED, /* missing */
	STANDING_MISSING, /* and may be created */
};

/* What is done about what is missing. */
enum fate {
	FATE_NOTHING,
	FATE_PART,     /* a column of a table that is created */
	FATE_CREATED,  /* by a statement of its own */
	FATE_LEFT_OUT, /* `left` says why */
};

/* A statement to be: it announces its item, creates it, or completes it. Nodes are sorted by stage and
 * item, and numbered so. */
struct node {
	size_t item;
	enum ddl_stage stage;
	enum part { PART_SHELL, PART_WHOLE, PART_MORE } part;
	const char *sql;
};

/* Something that keeps an item from being created. */
struct blocker {
	size_t cause;       /* the item that it comes from, or NONE */
	const char *detail; /* what else tells it from others: a schema, a message; or NULL */
	enum plan_reason reason;
	size_t item; /* what cannot be created; NONE: nothing in particular */
	size_t unit; /* its own */
};

/* Something that is there, and that something to be created needs. */
struct reliance {
	size_t item;
	size_t unit; /* of what needs it */
};

/* A unit is a module, or with the number of the prerequisites, which are never created, what stands
 * at the top level. */
struct work {
	const struct outcome *outcome;
	const struct expected *expected;
	const struct plan_options *options;
	struct arena *arena;  /* of the plan */
	struct arena scratch; /* of the making */
	struct need_book book;
	uint8_t *standing; /* per item */
	uint8_t *fate;     /* per item */
	const char **left; /* per item */
	struct node *nodes;
	size_t node_count;
	size_t *node_of;          /* per item: its statement, or that of its table; or NONE */
	struct order_edge *edges; /* between nodes */
	size_t edge_count;
	size_t edge_room;
	struct blocker *blockers;
	size_t blocker_count;
	size_t blocker_room;
	struct reliance *reliances;
	size_t reliance_count;
	size_t reliance_room;
	bool *refused; /* per unit */
};

/* plan.c */
size_t plan_unit(const struct work *work, size_t item);
/* Whether the unit is asked for. */
bool plan_asked(const struct work *work, size_t unit);
/* Whether the item lives on a table that is there. */
bool plan_on_table(const struct work *work, size_t item);
/* "table events", "column app.events.id": without the schema that goes without saying. */
void plan_describe(const struct work *work, size_t item, struct text *out);
void plan_name_item(const struct work *work, size_t item, struct text *out);

/* plan_standing.c */
void plan_stand(struct work *work);
const struct gap *plan_gap(const struct work *work, size_t item); /* NULL: it has none */

/* plan_choose.c: gives every item its fate. */
void plan_choose(struct work *work);

/* plan_write.c: nodes with their statements. */
void plan_write(struct work *work);

/* plan_need.c: edges between nodes, and whatever keeps them from being created. */
void plan_connect(struct work *work);
void plan_block(struct work *work, const struct blocker *blocker);

/* plan_refuse.c: which units are refused, and the refusals. */
void plan_refuse(struct work *work, struct plan *plan);

/* plan_sentence.c: of one refusal, whose blockers are sorted by unit and item. */
void plan_sentence(const struct work *work, const struct blocker *blockers, size_t count,
                   struct text *out);

/* plan_emit.c: transactions. */
void plan_emit(struct work *work, struct plan *plan);

/* plan_print.c: what the transactions presuppose. */
void plan_list_names(struct work *work, struct plan *plan);
void plan_list_left_out(struct work *work, struct plan *plan);
void plan_print(struct work *work, struct plan *plan);

#endif
