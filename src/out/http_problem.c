/* The JSON that is the server's own: problems (RFC 9457), and the word that a check was asked for. */
#include "out/http_priv.h"

#include "base/log.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Takes the reference; caller owns the text. */
static char *
to_text(json_t *value)
{
	char *text = value == NULL ? NULL : json_dumps(value, 0);

	if (text == NULL)
		abort(); /* out of memory: what goes in is always UTF-8 */
	json_decref(value);
	return text;
}

char *
http_problem_text(int status, const char *detail)
{
	return to_text(json_pack("{s:s, s:s, s:i, s:s}", "type", "about:blank", "title",
	                         http_reason(status), "status", status, "detail", detail));
}

void
http_problem_more(struct http_client *client, int status, const char *detail, const char *name,
                  const char *value)
{
	char *text = http_problem_text(status, detail);

	log_line(LOG_LEVEL_DEBUG, NULL, "http %s: refused a request: %d, %s",
	         client->listener->name, status, detail);
	http_send(client, &(struct http_response){ .status = status,
	                                           .type = "application/problem+json",
	                                           .name = name,
	                                           .value = value,
	                                           .bytes = text,
	                                           .length = strlen(text) });
	free(text);
}

void
http_problem(struct http_client *client, int status, const char *detail)
{
	http_problem_more(client, status, detail, NULL, NULL);
}

void
http_refuse(struct http_client *client, int status, const char *detail)
{
	client->close = true;
	http_problem(client, status, detail);
}

void
http_send_accepted(struct http_client *client, const char *target)
{
	char *text = to_text(json_pack("{s:s, s:s?}", "check", "requested", "target", target));

	http_send(client, &(struct http_response){ .status = 202,
	                                           .type = "application/json",
	                                           .bytes = text,
	                                           .length = strlen(text) });
	free(text);
}

bool
http_is_empty_object(const char *bytes, size_t length)
{
	json_t *value = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL);
	bool empty = json_is_object(value) && json_object_size(value) == 0;

	json_decref(value);
	return empty;
}
