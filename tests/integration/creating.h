/* A daemon that creates: a server, databases with what the reference case's modules stand on, two roles,
 * and a place that outlives the daemons of a test. */
#ifndef TESTS_CREATING_H
#define TESTS_CREATING_H

#include "harness_daemon.h"
#include "harness_pg.h"

#include <jansson.h>

#define CREATING_WAIT_MS 30000
#define CREATING_TOKEN   "0123456789abcdef"
#define CREATING_BEARER  "Authorization: Bearer " CREATING_TOKEN "\r\n"
#define CREATING_TABLES  34 /* in 8 modules */

struct creating_stage {
	struct pg_server *server;
	struct pg_database *database; /* the core tables are there */
	struct daemon *daemon;        /* NULL until it is started */
	char *place;                  /* a directory: `state`, `token` */
	const char *manifest; /* its path; config/manifest.json unless changed before a start */
	const char *options;  /* lines of [pgdriftd] more */
	const char *target;   /* lines of [target main] more */
	/* Of a wait. */
	json_int_t count;
	const char *text;
};

/* For cmocka. The group has a server with the roles "watcher", who may do nothing, and "creator"; with the
 * second pair a test's *state is a stage on it, a struct creating_stage. */
int creating_group_setup(void **state);
int creating_group_teardown(void **state);
int creating_setup(void **state);
int creating_teardown(void **state);
struct pg_server *creating_server(void); /* the group's */

/* The core tables; and what the roles need. */
struct pg_database *creating_database(struct pg_server *server);

void creating_begin_stage(struct creating_stage *stage);
void creating_end_stage(struct creating_stage *stage);

/* Starts the daemon, in place of the one that there is: it checks every second, and creates. */
void creating_start(struct creating_stage *stage);
char *creating_ini(const struct creating_stage *stage, const struct pg_database *database);

/* Waits until that many tables of the modules are there. */
void creating_wait_tables(struct creating_stage *stage, long count);
long creating_tables(const struct creating_stage *stage);

/* Asks for so many checks, one after the other. */
void creating_wait_checks(struct creating_stage *stage, unsigned count);

/* How many events of that type the history has; waits for at least so many. */
json_int_t creating_events(const struct creating_stage *stage, const char *type);
void creating_assert_events(const struct creating_stage *stage, const char *type, json_int_t count);
void creating_wait_events(struct creating_stage *stage, const char *type, json_int_t count);

/* The summary of the last event of that type. Caller owns. */
char *creating_summary(const struct creating_stage *stage, const char *type);

/* The value of a sample of the scrape, by its text up to the blank. */
long creating_metric(const struct creating_stage *stage, const char *sample);

/* A file of the state directory. Caller owns the path, the text. */
char *creating_state_path(const struct creating_stage *stage, const char *name);
char *creating_state(const struct creating_stage *stage, const char *name);

/* The lines of the trail, each a JSON object; `what` (NULL: any) as in it. Free with json_decref(). */
json_t *creating_trail(const struct creating_stage *stage, const char *what);

/* Fails the test with the daemon's log. */
void creating_fail(const struct creating_stage *stage, const char *what);

/* No module of the reference case is half there. */
void creating_assert_no_half(const struct creating_stage *stage);

#endif
