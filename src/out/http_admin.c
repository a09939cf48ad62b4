/* POST /v1/check: who may ask for it, and in which form. */
#include "out/http_priv.h"

#include <openssl/crypto.h>
#include <string.h>
#include <strings.h>

#define CHALLENGE "Bearer realm=\"pgdriftd\""

/* Hashes of the same length are compared, in a time that says nothing about either. */
static bool
is_token(const struct http *http, const char *authorization)
{
	static const char scheme[] = "Bearer ";
	char hash[HASH_HEX_BYTES];
	const char *token;

	if (strncasecmp(authorization, scheme, strlen(scheme)) != 0)
		return false;
	token = authorization + strlen(scheme);
	token += strspn(token, " ");
	hash_sha256(token, strlen(token), hash);
	return CRYPTO_memcmp(hash, http->token_hash, HASH_HEX_BYTES) == 0;
}

static bool
is_json(const char *type)
{
	static const char json[] = "application/json";
	size_t length = type == NULL ? 0 : strcspn(type, "; \t");

	return length == strlen(json) && strncasecmp(type, json, length) == 0;
}

/* Whether the request may go on; else it has been answered. */
static bool
is_allowed(const struct http_request *request)
{
	struct http_client *client = request->client;
	const char *authorization = http_text(request, request->head->authorization);

	if (client->http->token_hash == NULL) {
		http_problem(client, 403, "no admin token is configured: see admin_token_file");
		return false;
	}
	if (authorization == NULL) {
		http_problem_more(client, 401, "this needs the admin token, as a Bearer token",
		                  "WWW-Authenticate: ", CHALLENGE);
		return false;
	}
	if (!is_token(client->http, authorization)) {
		http_problem_more(client, 401, "this is not the admin token",
		                  "WWW-Authenticate: ", CHALLENGE ", error=\"invalid_token\"");
		return false;
	}
	return true;
}

void
http_answer_check(const struct http_request *request)
{
	struct http_client *client = request->client;
	const struct http_services *services = &client->http->services;
	const char *target = route_query(request->match, "target");
	bool has_body = request->head->body_length > 0;

	if (!is_allowed(request))
		return;
	if (has_body && !is_json(http_text(request, request->head->content_type)))
		http_problem(client, 415, "a body must be application/json");
	else if (has_body && !http_is_empty_object(request->body, request->head->body_length))
		http_problem(client, 400, "a body must be {}; a target is named by ?target=");
	else if (!services->check_now(services->arg, target))
		http_problem(client, 404, "there is no such target");
	else
		http_send_accepted(client, target);
}
