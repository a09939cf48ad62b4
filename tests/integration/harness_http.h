/* HTTP as a test sees it: plain sockets, every byte. An address is "127.0.0.1:PORT" or
 * "unix:/path". Whatever takes longer than 20 s fails the test. */
#ifndef TESTS_HARNESS_HTTP_H
#define TESTS_HARNESS_HTTP_H

#include <jansson.h>
#include <stddef.h>

struct http_response {
	int status;    /* 0: closed without an answer */
	char *headers; /* the status line and the headers, as they came */
	char *body;    /* NUL-terminated; chunks are put together */
	size_t body_length;
};

/* A connected socket, or -1 where nobody listens. Caller closes. */
int http_connect(const char *address);

/* One request on a connection of its own. `headers` are whole lines ("Accept: x\r\n") or NULL; a
 * body gets its Content-Length. Free with http_free(). */
struct http_response *http_request(const char *address, const char *method, const char *path,
                                   const char *headers, const char *body);
void http_free(struct http_response *response);

/* The value of a header of the answer (any case of the name), or NULL. Caller owns. */
char *http_header(const struct http_response *response, const char *name);

/* Sends these bytes on a new connection and reads until the other side closes; NULL where nobody
 * listens. NUL-terminated; caller owns. ret_length may be NULL. */
char *http_raw(const char *address, const void *bytes, size_t length, size_t *ret_length);

/* GET; the answer's body as JSON and its status (ret_status may be NULL). A body that is no JSON
 * fails the test. Free with json_decref(). */
json_t *http_json(const char *address, const char *path, int *ret_status);

/* The status of a GET alone; 0 where nobody answers. */
int http_status(const char *address, const char *path);

/* What a JSON Pointer points to ("/targets/0/status"), borrowed; NULL: nothing there. */
json_t *json_at(const json_t *root, const char *pointer);

/* The text there; NULL where there is none. */
const char *json_text_at(const json_t *root, const char *pointer);

#endif
