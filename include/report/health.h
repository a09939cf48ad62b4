/* The verdict for monitoring: GET /health, application/health+json. */
#ifndef REPORT_HEALTH_H
#define REPORT_HEALTH_H

#include "base/text.h"
#include "report/board.h"

struct health_query {
	const char *target; /* NULL: all */
	const char *module; /* NULL: all */
	int drift_code;     /* 503, or what ?drift= says */
	int unknown_code;   /* 503, or what ?unknown= says */
};

/* Whether a target's last good verdict still stands, though checks may have begun to fail since. */
typedef bool health_stands(void *arg, const char *target);

/* Returns the HTTP status and writes the body. 0: no such target or module, nothing is written. */
int health_render(const struct board *board, const struct health_query *query,
                  health_stands *stands, void *arg, struct text *out);

#endif
