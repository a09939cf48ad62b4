/* Bodies that wait for slow readers. A body with an ETag is held once for all of them, so that many
 * slow readers of one large report cost one copy of it.  */
#include "out/http_priv.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct http_blob *
http_blob_hold(struct http *http, const struct http_response *response)
{
	struct http_blob *blob = http->shared;

	if (blob != NULL && response->etag != NULL && strcmp(blob->etag, response->etag) == 0) {
		blob->references++;
		return blob;
	}
	if (http->held > 0 && response->length > HTTP_HELD_BYTES - http->held)
		return NULL;
	blob = mem_alloc(sizeof *blob);
	blob->references = 1;
	blob->http = http;
	blob->length = response->length;
	blob->bytes = mem_alloc(response->length);
	memcpy(blob->bytes, response->bytes, response->length);
	http->held += blob->length;
	if (response->etag != NULL) {
		snprintf(blob->etag, sizeof blob->etag, "%s", response->etag);
		http->shared = blob;
	}
	return blob;
}

void
http_blob_unref(struct http_blob *blob)
{
	if (blob == NULL || --blob->references > 0)
		return;
	if (blob->http->shared == blob)
		blob->http->shared = NULL;
	blob->http->held -= blob->length;
	free(blob->bytes);
	free(blob);
}
