/* The request of a webhook: where it goes, what it says, and what libcurl must not do on the way. */
#include "hook_web_priv.h"

#include "base/clock.h"
#include "base/version.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define CONNECT_MS 3000

/* libcurl's own would be inherited by children. */
static curl_socket_t
open_socket_cb(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	(void)arg;
	(void)purpose;

	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static void
add_header(struct web *web, const char *header)
{
	struct curl_slist *longer = curl_slist_append(web->headers, header);

	if (longer == NULL)
		abort();
	web->headers = longer;
}

static void
add_headers(struct web *web, const struct hook_config *config, const struct event *event)
{
	int64_t now_s = clock_wall_ms() / 1000;
	char signature[HOOK_SIGNATURE_BYTES];
	struct text line = { 0 };

	/* No 100-continue: it would cost a round trip, or a second of waiting. */
	add_header(web, "Expect:");
	add_header(web, config->alertmanager
	                        ? "Content-Type: application/json"
	                        : "Content-Type: application/cloudevents+json; charset=utf-8");
	text_addf(&line, "webhook-id: %s", event->id);
	add_header(web, text_str(&line));
	text_clear(&line);
	text_addf(&line, "webhook-timestamp: %" PRId64, now_s);
	add_header(web, text_str(&line));
	if (config->secret != NULL) {
		hook_sign(config->secret, event->id, now_s, web->body, strlen(web->body),
		          signature);
		text_clear(&line);
		text_addf(&line, "webhook-signature: %s", signature);
		add_header(web, text_str(&line));
	}
	text_done(&line);
	for (const struct curl_slist *at = web->headers; at != NULL; at = at->next)
		web->headers_ours++;
	for (char **at = config->headers; at != NULL && *at != NULL; at++)
		add_header(web, *at);
	curl_easy_setopt(web->easy, CURLOPT_HTTPHEADER, web->headers);
}

/* By the directory of hashed certificates, where libcurl knows one: it is looked up name by name. The
 * bundle in one file would be parsed whole for each delivery, which holds up the loop. */
static void
set_trust(CURL *easy, const struct hook_config *config)
{
	const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);

	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	if (config->ca_file != NULL) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, config->ca_file);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	} else if (version->capath != NULL) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, NULL);
	}
}

static void
set_limits(CURL *easy, const struct hook_config *config)
{
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)config->timeout_ms);
	/* Else the end of a transfer would wait for a resolver that is silent. */
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	/* An empty text: none from the environment either. */
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket_cb);
}

void
web_request(struct web *web, const struct hook_config *config, const struct event *event)
{
	struct text agent = { 0 };

	text_addf(&agent, "pgdriftd/%s", program_version());
	curl_easy_setopt(web->easy, CURLOPT_USERAGENT, text_str(&agent));
	text_done(&agent);
	curl_easy_setopt(web->easy, CURLOPT_ERRORBUFFER, web->error);
	set_limits(web->easy, config);
	set_trust(web->easy, config);
	curl_easy_setopt(web->easy, CURLOPT_URL, config->url);
	curl_easy_setopt(web->easy, CURLOPT_POST, 1L);
	curl_easy_setopt(web->easy, CURLOPT_POSTFIELDS, web->body);
	curl_easy_setopt(web->easy, CURLOPT_POSTFIELDSIZE, (long)strlen(web->body));
	add_headers(web, config, event);
}
