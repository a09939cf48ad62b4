/* Bytes as a connection would bring them, the first of which says in how large pieces. The verdict
 * must not depend on the pieces, and what is taken must be what it says. */
#include "out/http_head_priv.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT ((size_t)1024)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static int
scan_in_pieces(struct http_scan *scan, const char *bytes, size_t length, size_t piece)
{
	int status = 0;

	for (size_t there = 0; status == 0 && there < length;) {
		there = length - there < piece ? length : there + piece;
		status = http_scan(scan, bytes, there, LIMIT);
	}
	return status;
}

static bool
is_text_within(const char *bytes, size_t length, size_t offset)
{
	return offset < length && memchr(bytes + offset, '\0', length - offset) != NULL;
}

static void
check_head(const struct http_head *head, const char *bytes, size_t length)
{
	if (!is_text_within(bytes, length, head->target) || head->target == 0 ||
	    bytes[head->target] == '\0' || !is_text_within(bytes, length, head->if_none_match) ||
	    !is_text_within(bytes, length, head->authorization) ||
	    !is_text_within(bytes, length, head->content_type))
		abort();
	if (head->method != METHOD_GET && head->method != METHOD_HEAD)
		return;
	if (head->body_length > 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct http_scan scan = { 0 }, whole = { 0 };
	struct http_head head;
	char *copy;
	int status;

	if (length < 2)
		return 0;
	/* Of exactly its size, so that a byte too many is seen. */
	copy = malloc(length - 1);
	memcpy(copy, bytes + 1, length - 1);
	status = scan_in_pieces(&scan, copy, length - 1, (size_t)bytes[0] + 1);
	if (status != http_scan(&whole, copy, length - 1, LIMIT) || scan.at != whole.at)
		abort();
	if (status != 0 && status != 200 && status != 400 && status != 414 && status != 431)
		abort();
	if (status == 200) {
		if (scan.at > length - 1 || scan.at > LIMIT)
			abort();
		status = http_head_parse(copy, scan.at, &head);
		if (status == 200)
			check_head(&head, copy, scan.at);
		else if (head.problem == NULL)
			abort();
	}
	free(copy);
	return 0;
}
