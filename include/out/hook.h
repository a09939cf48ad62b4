/* Deliveries: every event owed to a hook or webhook is delivered in order, one at a time per hook,
 * tried again as its answer asks, over restarts. The loop never waits. */
#ifndef OUT_HOOK_H
#define OUT_HOOK_H

#include "out/store.h"

#include <event2/event.h>

enum hook_kind { HOOK_EXEC, HOOK_WEB };

/* One [hook NAME] or [webhook NAME] as configured. The hooks take ownership of what it names. */
struct hook_config {
	enum hook_kind kind;
	char *name;
	char **arguments;   /* exec: absolute path and arguments, ends with NULL; no shell */
	char *url;          /* web: http or https, without user information */
	char *secret;       /* web: signs the body; NULL: unsigned. Wiped when freed */
	char **headers;     /* web: "Name: value", ends with NULL; may be NULL */
	bool alertmanager;  /* web: the v4 payload instead of a CloudEvents document */
	uint32_t events;    /* bit per enum event_type that it wants */
	enum severity minimum; /* drift events below it are not owed to it */
	int64_t timeout_ms;
};

/* How one attempt ended. */
enum hook_outcome {
	HOOK_DONE,
	HOOK_RETRY,  /* later: retry_after_ms, or the back-off where it is 0 */
	HOOK_FAILED, /* not again: this event is given up for this hook */
	HOOK_GONE    /* not again, and no other event either, until the configuration is loaded anew */
};
struct hook_result {
	enum hook_outcome outcome;
	int64_t retry_after_ms;
	char message[256]; /* for the log: "exit status 75", "HTTP 503" */
};
typedef void hook_result_cb(void *arg, const struct hook_result *result);

struct hook_attempt; /* one attempt under way */

/* hook_exec.c, hook_web.c: begin one attempt; the callback comes once, from the loop. Cancelling
 * ends the child or the transfer and calls nothing. */
struct hook_attempt *hook_exec_start(struct event_base *base, const struct hook_config *config,
                                     const struct event *event, unsigned attempt,
                                     hook_result_cb *done, void *arg);
struct hook_attempt *hook_web_start(struct event_base *base, const struct hook_config *config,
                                    const struct event *event, unsigned attempt,
                                    hook_result_cb *done, void *arg);
void hook_cancel(struct hook_attempt *attempt);

struct hooks; /* all of them, with their queues in the store */
struct hooks *hooks_new(struct event_base *base, struct store *store);
void hooks_free(struct hooks *hooks);
void hooks_set(struct hooks *hooks, struct hook_config *configs, size_t count); /* moves them out */
void hooks_wake(struct hooks *hooks); /* something new is owed */

#endif
