/* A transaction in which things are tried out, and that is always rolled back. */
#ifndef PG_TRIAL_H
#define PG_TRIAL_H

#include "pg/session.h"

struct trial_facts {
	bool temporary;          /* the role may create temporary tables */
	char event_trigger[256]; /* one that would fire; "" where none would */
	/* One that is neither a superuser's nor this role's, and may run when a literal is read; "" where
	 * there is none. */
	char reading_function[256];
};

/* `facts` is NULL where *err says why there is nothing to try in; a transaction may be open then. */
typedef void trial_begun_cb(void *arg, const struct err *err, const struct trial_facts *facts);

/* Memory of whoever tries: it lives as long as an operation of the trial is under way. */
struct trial {
	struct link *link;
	int64_t deadline_ms;
	trial_begun_cb *begun;
	link_done_cb *ended;
	void *arg;
	struct trial_facts facts;
};

/* Within the transaction that is open: nothing is begun. */
#define TRIAL_WITHIN NULL

/* session_begin_trial() unless `limits` is TRIAL_WITHIN, with event triggers kept from firing where the
 * role may do that (session_replication_role), and a look at what can be counted on. */
void trial_begin(struct trial *trial, struct link *link, const struct session_limits *limits,
                 const struct session_setting *settings, int64_t deadline_ms, trial_begun_cb *begun,
                 void *arg);

/* Takes back all of it: the transaction, or what was done within. */
void trial_end(struct trial *trial, struct link *link, bool within, int64_t deadline_ms,
               link_done_cb *done, void *arg);

/* The columns of a relation: $1 its schema, $2 its name; rows name, type, collation (or null). */
const char *trial_columns_sql(void);

/* How the server writes what was made: $1 what ("constraint", "default", "rule", ...), $2 the temporary
 * relation, $3 its name there, $4 the schema of which it is to be; one row, text. */
const char *trial_twin_sql(void);

#endif
