/* Normalizing from the inside. normalize.c: from connecting to rolling back; normalize_list.c: which
 * statements are tried; normalize_role.c: the roles that they name; normalize_try.c: trying them;
 * normalize_place.c: whose fault a refusal is; normalize_back.c: reading it back. */
#ifndef NORMALIZE_PRIV_H
#define NORMALIZE_PRIV_H

#include "drift/ddl.h"
#include "pg/trial.h"
#include "watch/check.h"
#include "watch/normalize.h"

/* A statement that is tried until it works, or nothing else does. */
struct attempt {
	size_t item;
	enum ddl_stage stage;
	size_t number; /* among those of its stage the lower one is tried first */
	bool support;  /* nothing that the manifest states: it may fail */
	bool done;
	const char *sql;
	struct err err; /* why it failed the last time */
};

struct attempts {
	struct attempt *list; /* in an arena */
	size_t count;
	size_t room;
};

struct normalize {
	struct link *link;
	struct normalize_config config;
	normalize_refused_cb *refused;
	normalize_done_cb *done;
	void *arg;

	struct arena arena;
	int64_t deadline_ms;
	const char *schema; /* of names that state none */
	struct session_setting *settings;
	struct attempts attempts;
	struct attempts columns; /* of tables that failed, each alone */
	struct attempts *now;    /* those that are tried */
	size_t next;
	bool progress;
	bool *made;   /* per item: created */
	bool *found;  /* per item: read back */
	bool *failed; /* per item: refused, or part of what is */
	bool *left;   /* per item: nothing creates it, or what it lives on: it stays as it stands */
	size_t refusals;
	struct trial trial;
	struct check *check;
	struct err failure;
};

/* normalize_list.c: fills normalize->attempts; what cannot be written is refused at once. */
void normalize_list(struct normalize *normalize);
void attempts_add(struct attempts *attempts, struct arena *arena, const struct attempt *attempt);

/* The column by itself, or none (the table itself), in a table of the same name; NULL and *err:
 * refused. */
const char *normalize_column(struct normalize *normalize, size_t table, size_t column,
                             struct err *err);

/* The bits of those of its properties that are read back: what a statement carries, and has more than
 * one spelling. */
uint32_t normalize_fresh(const struct object *object);

/* normalize_role.c: adds what makes the roles that the manifest names, where they are not there. */
void normalize_list_roles(struct normalize *normalize);

/* normalize_try.c: tries all of normalize->now, then calls normalize_tried(). */
void normalize_try(struct normalize *normalize);

/* normalize.c */
void normalize_tried(struct normalize *normalize);
void normalize_refuse(struct normalize *normalize, size_t item, const struct err *err);
void normalize_fail(struct normalize *normalize, const struct err *err);
void normalize_roll_back(struct normalize *normalize);

/* normalize_back.c: reads all that was made, then concludes: with what was refused, if anything was. */
link_done_cb normalize_read_back_cb;
void normalize_conclude(struct normalize *normalize);

/* normalize_place.c: lists the columns of tables that failed; false: there are none. Then, when they
 * have been tried: refuses what failed. */
bool normalize_list_columns(struct normalize *normalize);
void normalize_refuse_all(struct normalize *normalize);

#endif
