/* What `plan` and `apply` share: one target, and runs of creation on a connection to it. */
#ifndef CREATING_PRIV_H
#define CREATING_PRIV_H

#include "cli/verb_priv.h"
#include "watch/audit.h"

/* Zero-initialised, then creating_open(). */
struct creating {
	struct config *config;
	struct watch_target *target;
	struct arena arena; /* of what the arguments are made into */
	struct selection selection;
	struct plan_options options;
	struct event_base *base;
	struct link *link;
	struct create *create; /* while it runs */

	create_admit_cb *admit; /* NULL, or called with the creating */
	create_note_cb *note;
	void *arg; /* for those two */

	struct arena result_arena;
	struct create_result result; /* of the last run */
	bool interrupted;
};

/* Loads the configuration, and takes the one target that is meant. `saved` (may be NULL) says what a
 * saved plan was made with, in place of the arguments. */
struct plan_saved;
bool creating_open(struct creating *creating, const struct arguments *arguments,
                   const struct plan_saved *saved, struct err *err);
void creating_done(struct creating *creating);

/* Connects where there is no connection, and runs once; a signal ends it. false: what came out is
 * result->err, too: the connection, or why the run ended early. */
bool creating_run(struct creating *creating, bool dry, struct err *err);

/* trail.c: the trail of the daemon, if there is one here (state_dir), for one run; NULL: there is none, or
 * it cannot be written, which is said. A person is not kept from creating by a disk that is full. */
struct audit *trail_open(const struct creating *creating);
/* `err` NULL: the run came to its end, which may hold failures all the same. */
void trail_close(struct audit *audit, const struct creating *creating, const struct err *err);

#endif
