/* The answer of a webhook: bounded, judged by its status, and shown to nobody where it may repeat a
 * secret. */
#include "hook_web_priv.h"

#include "base/log.h"

#include <stdio.h>
#include <string.h>

#define ANSWER_MOST      65536 /* of the body, and of all headers together */
#define SECRET_LEAST     8
#define RETRY_AFTER_MOST (24 * 3600)

static size_t
header_cb(char *bytes, size_t size, size_t count, void *arg)
{
	struct web *web = arg;
	(void)bytes;

	web->header_bytes += size * count;
	return web->header_bytes <= ANSWER_MOST ? size * count : 0;
}

static size_t
body_cb(char *bytes, size_t size, size_t count, void *arg)
{
	struct web *web = arg;
	size_t length = size * count;
	size_t room = sizeof web->answer - web->answer_length;
	size_t kept = length < room ? length : room;

	memcpy(web->answer + web->answer_length, bytes, kept);
	web->answer_length += kept;
	web->answer_bytes += length;
	return web->answer_bytes <= ANSWER_MOST ? length : 0;
}

void
web_answer_receive(struct web *web)
{
	curl_easy_setopt(web->easy, CURLOPT_HEADERFUNCTION, header_cb);
	curl_easy_setopt(web->easy, CURLOPT_HEADERDATA, web);
	curl_easy_setopt(web->easy, CURLOPT_WRITEFUNCTION, body_cb);
	curl_easy_setopt(web->easy, CURLOPT_WRITEDATA, web);
}

/* A redirect is not followed and not final: whoever it sends elsewhere is to be asked, and a person
 * has time to correct the URL. */
static enum hook_outcome
judge_status(long status)
{
	if (status >= 200 && status <= 299)
		return HOOK_DONE;
	if (status == 410)
		return HOOK_GONE;
	if (status == 408 || status == 429 || status >= 500 || (status >= 300 && status <= 399))
		return HOOK_RETRY;
	return HOOK_FAILED;
}

static void
judge_answer(const struct web *web, struct hook_result *ret_result)
{
	curl_off_t wait_s = 0;
	long status = 0;
	size_t used;

	curl_easy_getinfo(web->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(web->easy, CURLINFO_RETRY_AFTER, &wait_s);
	ret_result->outcome = judge_status(status);
	used = (size_t)snprintf(ret_result->message, sizeof ret_result->message, "HTTP %ld",
	                        status);
	if (ret_result->outcome != HOOK_RETRY)
		return;
	if (status <= 399)
		snprintf(ret_result->message + used, sizeof ret_result->message - used,
		         ", a redirect, which is not followed");
	if (wait_s > RETRY_AFTER_MOST)
		wait_s = RETRY_AFTER_MOST;
	if (wait_s > 0)
		ret_result->retry_after_ms = (int64_t)wait_s * 1000;
}

void
web_answer_judge(const struct web *web, CURLcode code, struct hook_result *ret_result)
{
	const char *why = web->error[0] != '\0' ? web->error : curl_easy_strerror(code);

	/* More of a body than we wanted to know: its status is known. */
	if (code == CURLE_OK || web->answer_bytes > ANSWER_MOST) {
		judge_answer(web, ret_result);
		return;
	}
	if (web->header_bytes > ANSWER_MOST)
		why = "the answer's header is too long";
	ret_result->outcome = HOOK_RETRY;
	snprintf(ret_result->message, sizeof ret_result->message, "%s", why);
}

/* Whether a longer word of `text` stands in the answer. */
static bool
repeats(const struct web *web, const char *text)
{
	static const char ends[] = "/?&=#:;, \t";
	size_t length;

	for (; *text != '\0'; text += length + (text[length] != '\0')) {
		length = strcspn(text, ends);
		if (length >= SECRET_LEAST &&
		    memmem(web->answer, web->answer_length, text, length) != NULL)
			return true;
	}
	return false;
}

/* Path and query of a URL, values of headers: each may be a password to somebody. */
static bool
repeats_secret(const struct web *web)
{
	const char *path = strchr(strstr(web->url, "//") + 2, '/');
	size_t count = 0;

	if (path != NULL && repeats(web, path))
		return true;
	for (const struct curl_slist *at = web->headers; at != NULL; at = at->next) {
		if (count++ >= web->headers_ours && repeats(web, strchr(at->data, ':')))
			return true;
	}
	return false;
}

/* A secret may be cut at the end of what is kept, so the second half is only looked at. */
void
web_answer_log(const struct web *web)
{
	size_t length = web->answer_length;

	if (length == 0 || log_get_level() < LOG_LEVEL_DEBUG)
		return;
	if (length > HOOK_KEPT_BYTES)
		length = HOOK_KEPT_BYTES;
	if (repeats_secret(web))
		log_line(LOG_LEVEL_DEBUG, web->attempt.target,
		         "hook %s: an answer of %zu bytes, not shown: it repeats the request",
		         web->attempt.hook, web->answer_bytes);
	else
		log_line(LOG_LEVEL_DEBUG, web->attempt.target, "hook %s: answer of %zu bytes: %.*s",
		         web->attempt.hook, web->answer_bytes, (int)length, web->answer);
}
