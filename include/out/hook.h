/* Deliveries: every event owed to a hook or webhook is delivered in order, one at a time per hook,
 * tried again as its answer asks, over restarts. The loop never waits. The process ignores SIGPIPE:
 * a child or a receiver that hangs up must not end it. */
#ifndef OUT_HOOK_H
#define OUT_HOOK_H

#include "base/err.h"
#include "out/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct store;

enum hook_kind { HOOK_EXEC, HOOK_WEB };

/* One [hook NAME] or [webhook NAME] as configured, all of it on the heap. A name stands once over
 * both kinds: what is owed is stored by it. */
struct hook_config {
	enum hook_kind kind;
	char *name;
	uint32_t events;       /* bit per enum event_type that it wants */
	enum severity minimum; /* events with a lesser severity are not owed to it */
	int64_t timeout_ms;    /* of one attempt */
	char *report_url;      /* "http://host:8432", where people read reports; NULL: not said */
	/* exec */
	char **arguments; /* absolute path and arguments, ends with NULL; no shell */
	/* web */
	char *url;         /* http or https, without user information; may hold a secret */
	char *secret;      /* signs the body; NULL: unsigned */
	char **headers;    /* "Name: value", ends with NULL; may be NULL, may hold secrets */
	char *ca_file;     /* certificates to trust instead of the system's; NULL: those */
	bool alertmanager; /* Alertmanager's payload instead of the CloudEvents document */
};

/* Frees what it owns, secrets wiped, and empties it. */
void hook_config_done(struct hook_config *config);

/* For the configuration. Errors: ERR_CONFIG, what is wrong in one sentence, to go after "file:line: ".
 * No message repeats a URL, a header or a secret: each may hold what nobody is to read.
 *
 * The path is absolute and names a regular file that we may execute, and that nobody but its owner
 * may write to, nor to the directory that it lies in. */
bool hook_exec_valid(const char *path, struct err *err);
/* http or https, a host, no user information, no control bytes. */
bool hook_web_valid(const char *url, struct err *err);
/* "Name: value" in one line of visible ASCII, and none of the headers that are ours. */
bool hook_header_valid(const char *header, struct err *err);
/* "whsec_" and base64 (Standard Webhooks), or any text of 16 bytes and more. */
bool hook_secret_valid(const char *secret, struct err *err);

/* How one attempt ended. */
enum hook_outcome {
	HOOK_DONE,
	HOOK_RETRY,  /* later: after retry_after_ms, or the back-off where it is 0 */
	HOOK_FAILED, /* not again: this event is given up for this hook */
	HOOK_GONE,   /* nothing more to this hook until the configuration is loaded anew */
	HOOK_STOPPED /* ended by hook_stop(), as if it had not been made */
};
struct hook_result {
	enum hook_outcome outcome;
	int64_t retry_after_ms;
	char message[256]; /* for the log: "exit status 75", "HTTP 503" */
};
typedef void hook_result_cb(void *arg, const struct hook_result *result);

struct hook_attempt; /* one attempt under way */

/* Begins one attempt, the attempt-th from 1. `done` comes once, from the loop; the attempt is then
 * freed. Nothing is kept of `config` and `event`. Never NULL: what cannot be begun ends at once. */
struct hook_attempt *hook_start(struct event_base *base, const struct hook_config *config,
                                const struct event *event, unsigned attempt, hook_result_cb *done,
                                void *arg);

/* Asks it to end: a child gets TERM and 2 s later KILL, a transfer has 2 s left. `done` comes as
 * ever, with the outcome if there still was one, else with HOOK_STOPPED. */
void hook_stop(struct hook_attempt *attempt);

/* Ends it at once and frees it; `done` does not come. NULL is fine. */
void hook_cancel(struct hook_attempt *attempt);

struct hooks; /* all of them; their queues are in the store */

/* How long a hook waits between attempts. */
struct hook_pace {
	int64_t first_ms;   /* the first wait; doubles with each attempt, with jitter, ... */
	int64_t most_ms;    /* ... up to this */
	int64_t give_up_ms; /* after the first attempt: the attempt that fails then was the last */
};
extern const struct hook_pace hook_pace_standard; /* 1 s, 10 min, 24 h */

/* `base` and `store` are borrowed and outlive the hooks. `pace` is copied. */
struct hooks *hooks_new(struct event_base *base, struct store *store, const struct hook_pace *pace);

/* Ends everything at once. NULL is fine. */
void hooks_free(struct hooks *hooks);

/* Makes these the hooks (moves their contents out), and tells the store. One whose name stays keeps
 * its queue, its waiting time, its counters and an attempt under way; one that goes has its attempt
 * stopped, and nothing is owed to it any more. */
void hooks_set(struct hooks *hooks, struct hook_config *configs, size_t count);

/* Something new is owed: look, soon. */
void hooks_wake(struct hooks *hooks);

/* No new attempts; those under way are stopped. `stopped` is called once, from the loop, when they
 * have ended. */
void hooks_stop(struct hooks *hooks, void (*stopped)(void *arg), void *arg);

/* For metrics. */
struct hook_counters {
	const char *name; /* borrowed until the next hooks_set() */
	enum hook_kind kind;
	uint64_t delivered;
	uint64_t failed;  /* events given up because the answer said so */
	uint64_t retried; /* attempts after which the event was kept for another one */
	uint64_t dropped; /* events given up because they were tried for too long */
	size_t owed;
	bool running;
	bool gone; /* answered 410: stopped until the configuration is loaded anew */
};
/* The index-th hook's; false: there are no more. */
bool hooks_counters(const struct hooks *hooks, size_t index, struct hook_counters *ret_counters);

#endif
