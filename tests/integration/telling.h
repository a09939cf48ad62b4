/* A daemon that tells: a server, a database in sync, a hook that notes what it was told, and a place
 * that outlives the daemons of a test. Checks are asked for one by one, so that "after two checks" is
 * no matter of time. */
#ifndef TESTS_TELLING_H
#define TESTS_TELLING_H

#include "harness_daemon.h"
#include "harness_pg.h"

#include <jansson.h>

#define TELLING_WAIT_MS 20000
#define TELLING_TOKEN   "0123456789abcdef"
#define TELLING_BEARER  "Authorization: Bearer " TELLING_TOKEN "\r\n"

/* A format for the path of the hook. */
#define TELLING_HOOK "[hook note]\ncommand = %s 'two words' plain\n"

struct telling {
	struct pg_server *server;
	struct pg_database *database; /* tables events and tickets are expected */
	struct daemon *daemon;        /* NULL until it is started */
	const char *manifest;         /* its text; may be changed before a start */
	char *place; /* a directory: `told`, what the hook noted; `state`; `token` */
	char *hook;
	bool impatient; /* a start does not wait for the first verdict */
	const char *awaited;
};

/* For cmocka: *state is a struct telling. */
int telling_setup(void **state);
int telling_teardown(void **state);

/* The daemon with these options of [pgdriftd], and these sections behind the target's; in place of the
 * one that there is. */
void telling_start(struct telling *telling, const char *options, const char *sections);

/* Checks when asked, keeps its state, and has the hook that notes. */
void telling_start_usual(struct telling *telling);

/* So many checks, one after the other. */
void telling_check(struct telling *telling, unsigned count);

/* How many checks there were. */
json_int_t telling_checks(const struct telling *telling);
void telling_wait_checks(struct telling *telling, json_int_t count);

/* The table tickets goes, and comes back. */
void telling_drop(struct telling *telling);
void telling_create(struct telling *telling);

/* The hook was told exactly these events, one a line: waits for it; asserts it of now. */
void telling_wait_told(struct telling *telling, const char *events);
void telling_assert_told(const struct telling *telling, const char *events);

/* What it noted of the last event of a type: "json", "env", "arguments". Caller owns. */
char *telling_note(const struct telling *telling, const char *event, const char *what);

void telling_assert_text(const json_t *root, const char *pointer, const char *text);

#endif
