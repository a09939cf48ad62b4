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
	size_t now;    /* the doubt at work */
	bool observed; /* of its two texts the second one */
	bool open;     /* the trial has begun */
	struct trial trial;
	bool reads_by_function;   /* trial_facts.reading_function */
	const char *table_schema; /* whose columns these are; NULL: nobody's */
	const char *table;
	struct twin_column *columns;
	size_t column_count;
	size_t column_room;
	struct twin twin;
	size_t statement;
	const char *text;   /* what was read back */
	const char *before; /* and in the round before; NULL: this is the first one */
	unsigned rounds;
	struct err refused;
};

/* confirm.c: goes on with what is in doubt. */
void confirm_next(struct confirm *confirm);
/* What is known of the text at work from now on. */
void confirm_spell(struct confirm *confirm, const char *text, const char *why);
/* The trial cannot go on; what is in doubt stays so. */
void confirm_give_up(struct confirm *confirm, const char *why);
const char *confirm_definition(const struct confirm *confirm);

/* confirm_try.c: makes the twin of the text at work, reads it back, takes it back. */
void confirm_try(struct confirm *confirm);

#endif
