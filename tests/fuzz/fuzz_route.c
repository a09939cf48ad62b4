/* A method byte and a request target: whatever comes, the match is one of the few answers. */
#include "out/route.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const enum method methods[] = { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };
	struct route_match match;
	char *target;

	if (length == 0)
		return 0;
	target = calloc(1, length);
	memcpy(target, bytes + 1, length - 1);
	route_match(methods[bytes[0] % 4], target, &match);
	if (match.status != 200 && match.status != 400 && match.status != 404 &&
	    match.status != 405)
		abort();
	if ((match.status == 200) != (match.problem == NULL))
		abort();
	if ((match.status == 405) != (match.allow != NULL))
		abort();
	if (match.status == 200 && match.route == ROUTE_TARGET && match.name.length == 0)
		abort();
	route_match_done(&match);
	free(target);
	return 0;
}
