/* `hook test NAME`: one attempt of one hook, in the foreground. The daemon need not run; its history
 * and its queues are left alone. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/nearest.h"
#include "cli/verb_priv.h"
#include "daemon/loop.h"
#include "out/event_decide.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct trying {
	struct event_base *base;
	struct hook_attempt *attempt; /* NULL: it has ended */
	struct hook_result result;
};

static bool
find_hook(const struct config *config, const char *name, const struct hook_config **ret_hook,
          struct err *err)
{
	const char **names = mem_alloc((config->hook_count + 1) * sizeof *names);
	const char *meant;

	*ret_hook = NULL;
	for (size_t i = 0; i < config->hook_count; i++) {
		names[i] = config->hooks[i].name;
		if (strcmp(names[i], name) == 0)
			*ret_hook = &config->hooks[i];
	}
	meant = nearest_word(name, names, config->hook_count);
	free(names);
	if (*ret_hook != NULL)
		return true;
	if (meant != NULL)
		return err_set(err, ERR_USAGE, "there is no hook %s; did you mean %s?", name,
		               meant);
	return err_set(err, ERR_USAGE, "there is no hook or webhook %s in %s", name, config->file);
}

static void
ended_cb(void *arg, const struct hook_result *result)
{
	struct trying *trying = arg;

	trying->attempt = NULL;
	trying->result = *result;
	event_base_loopbreak(trying->base);
}

static void
stop_cb(evutil_socket_t number, short what, void *arg)
{
	struct trying *trying = arg;

	(void)number;
	(void)what;
	if (trying->attempt != NULL)
		hook_stop(trying->attempt);
}

static void
make_event(const struct hook_config *hook, struct event *ret_event)
{
	struct text summary = { 0 };
	char random[33];

	snprintf(random, sizeof random, "%08x%08x%08x%08x", arc4random(), arc4random(),
	         arc4random(), arc4random());
	text_addf(&summary, "a test of the %s %s: nothing has happened",
	          hook->kind == HOOK_WEB ? "webhook" : "hook", hook->name);
	event_make(ret_event, EVENT_TYPE_TEST, NULL, NULL, clock_wall_ms(), text_str(&summary),
	           random, "hook test");
	text_done(&summary);
}

/* What a shell's interrupt ends is the attempt, with all that the hook has started. */
static void
try_once(const struct hook_config *hook, struct hook_result *ret_result)
{
	struct trying trying = { .base = loop_new() };
	struct event *interrupt = evsignal_new(trying.base, SIGINT, stop_cb, &trying);
	struct event *terminate = evsignal_new(trying.base, SIGTERM, stop_cb, &trying);
	struct event event;

	if (interrupt == NULL || terminate == NULL || evsignal_add(interrupt, NULL) != 0 ||
	    evsignal_add(terminate, NULL) != 0)
		abort();
	make_event(hook, &event);
	trying.attempt = hook_start(trying.base, hook, &event, 1, ended_cb, &trying);
	event_base_dispatch(trying.base);
	event_done(&event);
	event_free(interrupt);
	event_free(terminate);
	event_base_free(trying.base);
	*ret_result = trying.result;
}

static int
say(const struct hook_config *hook, const struct hook_result *result, struct text *out)
{
	static const struct {
		const char *words;
		int code;
	} outcomes[] = {
		[HOOK_DONE] = { "done", EXIT_CODE_OK },
		[HOOK_RETRY] = { "to be tried again", EXIT_CODE_RETRY },
		[HOOK_FAILED] = { "failed", EXIT_CODE_DRIFT },
		[HOOK_GONE] = { "wants no more", EXIT_CODE_DRIFT },
		[HOOK_STOPPED] = { "interrupted", EXIT_CODE_DRIFT },
	};

	text_addf(out, "%s %s: %s: %s\n", hook->kind == HOOK_WEB ? "webhook" : "hook", hook->name,
	          outcomes[result->outcome].words, result->message);
	return outcomes[result->outcome].code;
}

int
verb_hook(const struct arguments *arguments, struct text *out)
{
	const struct hook_config *hook;
	struct config *config = NULL;
	struct hook_result result;
	struct err err = { 0 };
	int code;

	if (strcmp(arguments->operands[0], "test") != 0) {
		err_set(&err, ERR_USAGE, "hook needs an operand: test NAME");
		return fail(arguments->verb, false, &err, out);
	}
	if (!load_config(arguments, &config, &err))
		return fail(arguments->verb, false, &err, out);
	if (!find_hook(config, arguments->operands[1], &hook, &err)) {
		config_free(config);
		return fail(arguments->verb, false, &err, out);
	}
	log_open(LOG_LEVEL_INFO);
	signal(SIGPIPE, SIG_IGN);
	try_once(hook, &result);
	code = say(hook, &result, out);
	config_free(config);
	return code;
}
