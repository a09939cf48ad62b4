/* Verbs that talk with the running daemon, over its control socket. */
#ifndef CLI_TALK_PRIV_H
#define CLI_TALK_PRIV_H

#include "cli/arguments.h"

#include <jansson.h>

struct talk; /* opaque */

/* Finds the socket as the arguments say. Nothing is asked yet. Errors: of the configuration file. */
bool talk_open(const struct arguments *arguments, struct talk **ret_talk, struct err *err);
void talk_close(struct talk *talk); /* NULL is fine */

/* One request. `body` (NULL: none) is taken over. *ret_answer (caller owns) is what a 2xx answered, NULL
 * where it says nothing. Errors: ERR_IO no daemon answers there; ERR_SERVER it will not, and says why. */
bool talk_ask(struct talk *talk, const char *method, const char *path, json_t *body,
              json_t **ret_answer, struct err *err);

/* Follows the stream of events at that path: `each` gets the document of one event, until it returns
 * false (true), or the daemon is gone, not there, or has no stream to spare (false, ERR_IO).
 * *ret_begun: it answered. */
bool talk_follow(struct talk *talk, const char *path,
                 bool (*each)(void *arg, const char *sequence, const char *document), void *arg,
                 bool *ret_begun, struct err *err);

/* ?key=value or &key=value, escaped, behind a path. */
void talk_query(struct text *path, const char *key, const char *value);

/* Says what talk_ask() or talk_follow() failed of; the exit code of it. */
int talk_fail(const struct err *err);

/* Appends without control characters, which would drive a terminal. NULL: "". */
void talk_plain(struct text *out, const char *text);

#endif
