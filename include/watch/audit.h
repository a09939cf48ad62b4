/* The trail of creation: STATE_DIR/audit.jsonl, a JSON object a line, only ever appended to. What was
 * attempted, by whom, every statement, what came of it. */
#ifndef WATCH_AUDIT_H
#define WATCH_AUDIT_H

#include "watch/create.h"

/* One attempt: one run of watch/create.h, or what was refused before there was one. */
struct audit;

/* Opens the file, and makes it (mode 0600). `by` is what is at work: "run", "apply by eva". Caller owns. NULL
 * and *err (ERR_IO): it cannot be written, so nothing should be created. */
struct audit *audit_open(const char *state_dir, const char *target, const char *by,
                         struct err *err);
void audit_free(struct audit *audit); /* NULL is fine */

/* To be called from create_config.admit: says what is about to be made, and is on disk before the first
 * statement. false and *err: it is not. */
bool audit_admit(struct audit *audit, const struct create_request *request, struct err *err);

/* To be called from create_config.note: each step. */
void audit_note(struct audit *audit, const struct create_note *note);

/* The end, on disk when it returns. `result` NULL: it was broken off; what was under way is rolled back,
 * or unknown if it was at COMMIT. `reason` NULL: it went well. */
void audit_end(struct audit *audit, const struct create_result *result, const char *reason);

/* Instead of all of the above: nothing was tried. */
void audit_refuse(struct audit *audit, const struct server *server, const char *reason);

/* Whether everything that was to be written was. */
bool audit_whole(const struct audit *audit, struct err *err);

#endif
