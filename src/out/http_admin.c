/* Who may change something, and in which form; POST /v1/check. */
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

bool
http_is_json(const struct http_request *request)
{
	static const char json[] = "application/json";
	const char *type = http_text(request, request->head->content_type);
	size_t length = type == NULL ? 0 : strcspn(type, "; \t");

	if (request->head->body_length == 0 ||
	    (length == strlen(json) && strncasecmp(type, json, length) == 0))
		return true;
	http_problem(request->client, 415, "a body must be application/json");
	return false;
}

bool
http_is_admin(const struct http_request *request)
{
	struct http_client *client = request->client;
	const char *authorization = http_text(request, request->head->authorization);

	if (client->listener->control)
		return true;
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

	if (!http_is_admin(request) || !http_is_json(request))
		return;
	if (has_body && !http_is_empty_object(request->body, request->head->body_length))
		http_problem(client, 400, "a body must be {}; a target is named by ?target=");
	else if (!services->check_now(services->arg, target))
		http_problem(client, 404, "there is no such target");
	else
		http_send_accepted(client, target);
}
