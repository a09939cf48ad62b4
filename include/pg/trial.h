/* A transaction in which things are tried out, and that is always rolled back. */
#ifndef PG_TRIAL_H
#define PG_TRIAL_H

#include "pg/session.h"

struct trial_facts {
	bool temporary; /* the role may create temporary tables */
	bool superuser;
	char event_trigger[256]; /* one that would fire; "" where none would */
};

struct trial;

/* `facts` is NULL where *err says why there is no transaction. `trial` is gone after the call. */
typedef void trial_begun_cb(void *arg, const struct err *err, const struct trial_facts *facts);

/* session_begin_trial(), with event triggers kept from firing where the role may do that
 * (session_replication_role), and a look at what can be counted on. */
void trial_begin(struct link *link, const struct session_limits *limits,
                 const struct session_setting *settings, int64_t deadline_ms, trial_begun_cb *begun,
                 void *arg);

#endif
