/* One delivery to a webhook, from start to result, on the loop. */
#include "hook_web_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct web *
web_of(struct hook_attempt *attempt)
{
	return (struct web *)(void *)attempt;
}

static void
web_free(struct web *web)
{
	curl_multi_remove_handle(web->loop.multi, web->easy);
	curl_easy_cleanup(web->easy);
	web_loop_done(&web->loop);
	for (struct curl_slist *at = web->headers; at != NULL; at = at->next)
		explicit_bzero(at->data, strlen(at->data));
	curl_slist_free_all(web->headers);
	event_free(web->limit);
	explicit_bzero(web->url, strlen(web->url));
	free(web->url);
	free(web->body);
	hook_attempt_done(&web->attempt);
	free(web);
}

static void
finish(struct web *web, const struct hook_result *result)
{
	hook_result_cb *done = web->attempt.done;
	void *arg = web->attempt.arg;

	web_free(web);
	done(arg, result);
}

static void
moved_cb(void *arg)
{
	struct web *web = arg;
	struct hook_result result = { 0 };
	int left;
	const CURLMsg *message = curl_multi_info_read(web->loop.multi, &left);

	if (message == NULL || message->msg != CURLMSG_DONE)
		return;
	web_answer_judge(web, message->data.result, &result);
	web_answer_log(web);
	finish(web, &result);
}

static void
limit_cb(evutil_socket_t fd, short what, void *arg)
{
	static const struct hook_result stopped = { .outcome = HOOK_STOPPED, .message = "stopped" };
	(void)fd;
	(void)what;

	finish(arg, &stopped);
}

static void
web_stop(struct hook_attempt *attempt)
{
	static const struct timeval grace = { .tv_sec = HOOK_GRACE_MS / 1000,
		                              .tv_usec = HOOK_GRACE_MS % 1000 * 1000 };
	struct web *web = web_of(attempt);

	if (!evtimer_pending(web->limit, NULL))
		evtimer_add(web->limit, &grace);
}

static void
web_cancel(struct hook_attempt *attempt)
{
	web_free(web_of(attempt));
}

struct hook_attempt *
hook_web_start(struct event_base *base, const struct hook_config *config, const struct event *event,
               unsigned attempt, hook_result_cb *done, void *arg)
{
	struct web *web = mem_alloc(sizeof *web);
	(void)attempt; /* the receiver knows an event that comes again by its id */

	hook_attempt_init(&web->attempt, config, event, done, arg);
	web->attempt.stop = web_stop;
	web->attempt.cancel = web_cancel;
	web->url = mem_strdup(config->url);
	web->body = config->alertmanager ? hook_alertmanager(config, event)
	                                 : mem_strdup(event->data != NULL ? event->data : "");
	web->limit = evtimer_new(base, limit_cb, web);
	web->easy = curl_easy_init();
	if (web->limit == NULL || web->easy == NULL)
		abort();
	web_loop_init(&web->loop, base, moved_cb, web);
	web_request(web, config, event);
	web_answer_receive(web);
	if (curl_multi_add_handle(web->loop.multi, web->easy) != CURLM_OK)
		abort();
	return &web->attempt;
}
