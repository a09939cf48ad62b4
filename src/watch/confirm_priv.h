/* Confirmation from the inside: confirm.c goes through what is in doubt, confirm_try.c tries one text. */
#ifndef CONFIRM_PRIV_H
#define CONFIRM_PRIV_H

#include "drift/ddl_twin.h"
#include "pg/trial.h"
#include "watch_priv.h"
#include "watch/spelling.h"

struct confirm {
	struct check *check;
	struct arena arena;
	int64_t until_ms;
	struct spellings *spellings; /* the target's, or owned */
	bool owned;
	struct doubt *doubts;
	size_t count;
	size_t now;       /* the doubt at work */
	const char *text; /* what is tried for it */
	bool open;        /* the trial has begun */
	bool saved;       /* and has the savepoint to which each text goes back */
	struct trial trial;
	bool reads_by_function;   /* trial_facts.reading_function */
	const char *table_schema; /* whose columns these are; NULL: nobody's */
	const char *table;
	struct twin_column *columns;
	size_t column_count;
	size_t column_room;
	struct twin twin;
	size_t statement;
	const char *made; /* what was read back */
	struct err refused;
};

/* confirm.c: goes on with what is in doubt. */
void confirm_next(struct confirm *confirm);
/* What is known of the text at work from now on. */
void confirm_remember(struct confirm *confirm, const char *text, const char *why);
/* The trial cannot go on; what is in doubt stays so. */
void confirm_give_up(struct confirm *confirm, const char *why);

/* confirm_try.c: makes the twin of the text at work, reads it back, takes it back, and goes on. false:
 * there is none to be made, which is remembered. */
bool confirm_try(struct confirm *confirm);

#endif
