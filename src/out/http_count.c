/* Answers, counted. A status that a query chooses (?drift=) has no counter of its own: nobody makes
 * more of them than there are names. */
#include "out/http_priv.h"

void
http_count(struct http *http, enum route route, int status)
{
	http->answered[route][http_status_place(status)]++;
}

void
http_counts(const struct http *http, http_counted *each, void *arg)
{
	for (size_t route = 0; route < ROUTE_COUNT; route++) {
		const char *path = route_path((enum route)route);

		for (size_t place = 0; place <= HTTP_STATUSES; place++) {
			uint64_t count = http->answered[route][place];

			if (count > 0)
				each(arg, path == NULL ? "other" : path, http_status_text(place),
				     count);
		}
	}
}
