#include "talk_priv.h"

#include "base/arena.h"
#include "cli/verb_priv.h"
#include "daemon/control.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONNECT_MS 3000L
#define ANSWER_MS  30000L
#define SILENCE_S  60L /* a stream says something every 15 s */
#define BYTES_MAX  ((size_t)16 << 20)
#define HOST       "http://localhost" /* what stands there is of no concern */
#define REFUSED    "the running daemon refuses"

struct talk {
	char *socket;
	CURL *easy;
	struct text answer;
	bool too_long;
};

bool
talk_open(const struct arguments *arguments, struct talk **ret_talk, struct err *err)
{
	bool standard = (arguments->given & ARGUMENT_CONFIG) == 0;
	char *configured = NULL;
	struct talk *talk;

	/* Whoever has no file at the usual place means the daemon at the usual place. */
	if ((!standard || access(arguments->config, F_OK) == 0) &&
	    !control_configured(arguments->config, &configured, err))
		return false;
	talk = mem_alloc(sizeof *talk);
	talk->socket = control_path(configured, CONTROL_STANDARD);
	free(configured);
	talk->easy = curl_easy_init();
	if (talk->easy == NULL)
		abort();
	*ret_talk = talk;
	return true;
}

void
talk_close(struct talk *talk)
{
	if (talk == NULL)
		return;
	curl_easy_cleanup(talk->easy);
	text_done(&talk->answer);
	free(talk->socket);
	free(talk);
}

static size_t
keep_cb(char *bytes, size_t size, size_t count, void *arg)
{
	struct talk *talk = arg;

	talk->too_long = talk->answer.length + size * count > BYTES_MAX;
	if (talk->too_long)
		return 0;
	text_addn(&talk->answer, bytes, size * count);
	return size * count;
}

static void
prepare(struct talk *talk, const char *method, const char *path)
{
	struct text url = { 0 };

	text_clear(&talk->answer);
	text_addf(&url, HOST "%s", path);
	curl_easy_reset(talk->easy);
	curl_easy_setopt(talk->easy, CURLOPT_URL, text_str(&url));
	curl_easy_setopt(talk->easy, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(talk->easy, CURLOPT_UNIX_SOCKET_PATH, talk->socket);
	curl_easy_setopt(talk->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(talk->easy, CURLOPT_PROXY, "");
	curl_easy_setopt(talk->easy, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(talk->easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(talk->easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	text_done(&url);
}

/* The server's words for it: `detail` of application/problem+json. */
static bool
fail_refused(const struct talk *talk, long status, struct err *err)
{
	json_t *problem = json_loadb(text_str(&talk->answer), talk->answer.length, 0, NULL);
	const char *detail = json_string_value(json_object_get(problem, "detail"));

	if (detail != NULL)
		err_set(err, ERR_SERVER, "%s", detail);
	else
		err_set(err, ERR_SERVER, REFUSED ": HTTP status %ld", status);
	json_decref(problem);
	return false;
}

static bool
fail_transfer(const struct talk *talk, CURLcode code, struct err *err)
{
	long number = 0;

	curl_easy_getinfo(talk->easy, CURLINFO_OS_ERRNO, &number);
	if (talk->too_long)
		return err_set(err, ERR_SERVER, "the answer on %s is too long", talk->socket);
	return err_set(err, ERR_IO, "no daemon answers on %s: %s", talk->socket,
	               code == CURLE_COULDNT_CONNECT && number != 0 ? strerror((int)number)
	                                                            : curl_easy_strerror(code));
}

bool
talk_ask(struct talk *talk, const char *method, const char *path, json_t *body, json_t **ret_answer,
         struct err *err)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
	char *text = body == NULL ? NULL : json_dumps(body, 0);
	long status = 0;
	CURLcode code;

	json_decref(body);
	if (headers == NULL || (body != NULL && text == NULL))
		abort();
	prepare(talk, method, path);
	curl_easy_setopt(talk->easy, CURLOPT_TIMEOUT_MS, ANSWER_MS);
	curl_easy_setopt(talk->easy, CURLOPT_WRITEFUNCTION, keep_cb);
	curl_easy_setopt(talk->easy, CURLOPT_WRITEDATA, talk);
	if (text != NULL) {
		curl_easy_setopt(talk->easy, CURLOPT_POSTFIELDS, text);
		curl_easy_setopt(talk->easy, CURLOPT_HTTPHEADER, headers);
	}
	code = curl_easy_perform(talk->easy);
	curl_easy_getinfo(talk->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(headers);
	free(text);
	if (code != CURLE_OK)
		return fail_transfer(talk, code, err);
	if (status / 100 != 2)
		return fail_refused(talk, status, err);
	*ret_answer = json_loadb(text_str(&talk->answer), talk->answer.length, 0, NULL);
	return true;
}

/* --- a stream of events -------------------------------------------------------------------------- */

struct following {
	struct talk *talk;
	bool (*each)(void *arg, const char *sequence, const char *document);
	void *arg;
	struct text sequence;
	struct text document;
	bool enough;
};

/* One line of server-sent events; an empty one ends an event. */
static void
take_line(struct following *following, const char *line)
{
	if (strncmp(line, "id: ", 4) == 0) {
		text_clear(&following->sequence);
		text_add(&following->sequence, line + 4);
	} else if (strncmp(line, "data: ", 6) == 0) {
		if (following->document.length > 0)
			text_addc(&following->document, '\n');
		text_add(&following->document, line + 6);
	} else if (line[0] == '\0' && following->document.length > 0) {
		following->enough = !following->each(following->arg, text_str(&following->sequence),
		                                     text_str(&following->document));
		text_clear(&following->document);
	}
}

static size_t
follow_cb(char *bytes, size_t size, size_t count, void *arg)
{
	struct following *following = arg;
	struct text *line = &following->talk->answer;

	for (size_t i = 0; i < size * count && !following->enough; i++) {
		if (bytes[i] != '\n') {
			text_addc(line, bytes[i]);
			following->talk->too_long = line->length > BYTES_MAX;
			following->enough = following->talk->too_long;
			continue;
		}
		take_line(following, text_str(line));
		text_clear(line);
	}
	return following->enough ? 0 : size * count;
}

bool
talk_follow(struct talk *talk, const char *path,
            bool (*each)(void *arg, const char *sequence, const char *document), void *arg,
            bool *ret_begun, struct err *err)
{
	struct following following = { .talk = talk, .each = each, .arg = arg };
	long status = 0;
	CURLcode code;

	prepare(talk, "GET", path);
	curl_easy_setopt(talk->easy, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(talk->easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(talk->easy, CURLOPT_LOW_SPEED_TIME, SILENCE_S);
	curl_easy_setopt(talk->easy, CURLOPT_WRITEFUNCTION, follow_cb);
	curl_easy_setopt(talk->easy, CURLOPT_WRITEDATA, &following);
	code = curl_easy_perform(talk->easy);
	curl_easy_getinfo(talk->easy, CURLINFO_RESPONSE_CODE, &status);
	text_done(&following.sequence);
	text_done(&following.document);
	*ret_begun = status == 200;
	if (following.enough && !talk->too_long)
		return true;
	if (code == CURLE_HTTP_RETURNED_ERROR)
		return err_set(err, status == 503 ? ERR_IO : ERR_SERVER,
		               REFUSED ": HTTP status %ld", status);
	if (code == CURLE_OK)
		return err_set(err, ERR_IO, "the daemon on %s has ended", talk->socket);
	return fail_transfer(talk, code, err);
}

/* --- words --------------------------------------------------------------------------------------- */

void
talk_query(struct text *path, const char *key, const char *value)
{
	char *escaped = curl_easy_escape(NULL, value, 0);

	if (escaped == NULL)
		abort();
	text_addf(path, "%c%s=%s", strchr(text_str(path), '?') == NULL ? '?' : '&', key, escaped);
	curl_free(escaped);
}

int
talk_fail(const struct err *err)
{
	complain("%s", err->message);
	return err->code == ERR_IO ? EXIT_CODE_UNAVAILABLE : EXIT_CODE_DRIFT;
}

void
talk_plain(struct text *out, const char *text)
{
	for (; text != NULL && *text != '\0'; text++) {
		unsigned char byte = (unsigned char)text[0], next = (unsigned char)text[1];
		bool c1 = byte == 0xc2 && next >= 0x80 && next <= 0x9f;

		text_addc(out, byte < 0x20 || byte == 0x7f || c1 ? ' ' : *text);
		text += c1;
	}
}
