/* What is the same for every attempt, child or transfer. */
#include "hook_priv.h"

#include "percent_priv.h"

#include <stdlib.h>
#include <string.h>

void
hook_attempt_init(struct hook_attempt *attempt, const struct hook_config *config,
                  const struct event *event, hook_result_cb *done, void *arg)
{
	attempt->done = done;
	attempt->arg = arg;
	attempt->hook = mem_strdup(config->name);
	attempt->target = event->target != NULL ? mem_strdup(event->target) : NULL;
}

void
hook_attempt_done(struct hook_attempt *attempt)
{
	free(attempt->hook);
	free(attempt->target);
}

struct hook_attempt *
hook_start(struct event_base *base, const struct hook_config *config, const struct event *event,
           unsigned attempt, hook_result_cb *done, void *arg)
{
	return config->kind == HOOK_EXEC ? hook_exec_start(base, config, event, attempt, done, arg)
	                                 : hook_web_start(base, config, event, attempt, done, arg);
}

void
hook_stop(struct hook_attempt *attempt)
{
	attempt->stop(attempt);
}

void
hook_cancel(struct hook_attempt *attempt)
{
	if (attempt != NULL)
		attempt->cancel(attempt);
}

void
hook_report_url(const struct hook_config *config, const struct event *event, struct text *out)
{
	if (config->report_url == NULL)
		return;
	text_add(out, config->report_url);
	if (event->target == NULL) {
		text_add(out, "/v1/report");
		return;
	}
	text_add(out, "/v1/targets/");
	percent_encode(event->target, out);
}

static void
free_list(char **list)
{
	for (char **at = list; at != NULL && *at != NULL; at++) {
		explicit_bzero(*at, strlen(*at));
		free(*at);
	}
	free(list);
}

static void
free_secret(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

void
hook_config_done(struct hook_config *config)
{
	free(config->name);
	free(config->report_url);
	free(config->ca_file);
	free_list(config->arguments);
	free_list(config->headers);
	free_secret(config->url);
	free_secret(config->secret);
	memset(config, 0, sizeof *config);
}
