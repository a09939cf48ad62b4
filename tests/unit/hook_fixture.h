/* The ground of the tests of hooks: a loop of our own whose lateness is measured, a directory, what
 * was logged, and what must not be left behind. */
#ifndef TESTS_HOOK_FIXTURE_H
#define TESTS_HOOK_FIXTURE_H

#include "out/hook.h"

struct ground {
	struct event_base *base;
	char directory[128];
	int64_t late_ms; /* by how much the loop's own timer came too late, at worst */
	int descriptors; /* that were open at the beginning */
};

/* For cmocka's setup and teardown; *state is the ground. The teardown fails where a process or a
 * descriptor was left. */
int ground_setup(void **state);
int ground_teardown(void **state);

/* Turns the loop until the condition holds, or fails the test after timeout_ms. */
void ground_until(struct ground *ground, int64_t timeout_ms, bool (*condition_cb)(void *arg),
                  void *arg);
/* Turns the loop for so long. */
void ground_for(struct ground *ground, int64_t ms);

/* A file in the directory; caller owns the path. */
char *ground_path(const struct ground *ground, const char *name);
char *ground_script(const struct ground *ground, const char *name,
                    const char *text); /* mode 0700 */
char *ground_read(const char *path);   /* "" where there is none; caller owns */

/* What was logged since the last call; caller owns. */
char *ground_logged(const struct ground *ground);

/* An attempt and how it ended. */
struct ending {
	bool ended;
	struct hook_result result;
	int64_t started_ms, took_ms;
};
hook_result_cb ending_cb; /* arg is a struct ending */
bool ending_came(void *arg);

/* An event of the type, with everything filled in; event_done() frees it. */
struct event ground_event(enum event_type type, const char *id);

/* "{a, b, NULL}" on the heap, copied. */
char **ground_list(const char *const *strings);

#endif
