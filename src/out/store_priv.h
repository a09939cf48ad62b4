/* What the files of the store share. */
#ifndef OUT_STORE_PRIV_H
#define OUT_STORE_PRIV_H

#include "base/err.h"
#include "out/store.h"

#include <sqlite3.h>

#define STORE_INSTANCE_BYTES 33

/* Events that are kept at most in memory: at most 32 MB, commonly one. */
#define STORE_HELD_MAX 500

/* All statements that run while the program does, in store_statement.c. */
enum statement {
	STATEMENT_BEGIN,
	STATEMENT_COMMIT,
	STATEMENT_ROLLBACK,
	STATEMENT_EVENT_ADD,
	STATEMENT_EVENT_COUNT,
	STATEMENT_EVENT_LAST,
	STATEMENT_EVENTS,
	STATEMENT_PRUNE_DELIVERED,
	STATEMENT_PRUNE_AGED,
	STATEMENT_PRUNE_ANY,
	STATEMENT_PAGES,
	STATEMENT_OWED_ADD,
	STATEMENT_OWED_FIRST,
	STATEMENT_OWED_COUNT,
	STATEMENT_OWED_HOOKS,
	STATEMENT_OWED_DROP,
	STATEMENT_DELIVERED,
	STATEMENT_RETRY,
	STATEMENT_MEMORY_GET,
	STATEMENT_MEMORY_SET,
	STATEMENT_MUTE_ADD,
	STATEMENT_MUTE_REMOVE,
	STATEMENT_MUTE_EXPIRE,
	STATEMENT_MUTE_COUNT,
	STATEMENT_MUTES,
	STATEMENT_INSTANCE_GET,
	STATEMENT_INSTANCE_SET,
	STATEMENT_COUNT
};

/* Invariants:
 * - `db` is always open: on disk, or in memory where the disk cannot be used.
 * - While it is in memory and `whole`, it holds all that the file held of what is owed, remembered
 *   and muted: on the way back it replaces that. Else the file could not be read, and the two are
 *   put together.
 * - `count` is the number of events in `db`. */
struct store {
	char *path; /* NULL: in memory for good */
	struct store_limits limits;
	sqlite3 *db;
	sqlite3_stmt *statements[STATEMENT_COUNT]; /* of db */
	bool on_disk;
	bool whole;
	int64_t held_from; /* in memory: no sequence below this was taken along from the disk */
	bool suspect;      /* the file is to be examined before it is used again */
	int64_t tried_ms;  /* when the disk was tried last, clock_ms() */
	int64_t last;      /* sequence */
	size_t count;
	uint64_t failures;
	uint64_t dropped;
	char instance[STORE_INSTANCE_BYTES];
	struct store_hook *hooks;
	size_t hook_count;
};

/* --- store_statement.c --- */

/* Prepares all of them: that fails too where the schema is not ours. */
bool statements_prepare(sqlite3 *db, sqlite3_stmt *ret_statements[STATEMENT_COUNT]);
void statements_done(sqlite3_stmt *statements[STATEMENT_COUNT]);

/* Binds by `types`: i int64_t, t const char * (or NULL). Strings are borrowed until it is reset. */
sqlite3_stmt *statement_bind(struct store *store, enum statement statement, const char *types, ...);

/* Runs what gives no rows, or whose first row says all: *ret_number is its first column (may be
 * NULL; untouched without a row). false: it failed. */
bool statement_run(struct store *store, enum statement statement, int64_t *ret_number,
                   const char *types, ...);

/* A step to the next row, and whether the end was reached without a failure. Resets at the end. */
bool statement_row(sqlite3_stmt *statement);
bool statement_end(sqlite3_stmt *statement);

const char *column_text(sqlite3_stmt *statement, int column); /* borrowed until the next step */
char *column_copy(sqlite3_stmt *statement, int column);       /* caller owns; NULL stays NULL */

/* --- store_open.c --- */

enum open_outcome {
	OPEN_READY,
	OPEN_BROKEN,     /* torn, or not ours: to be set aside */
	OPEN_UNAVAILABLE /* may be there again later */
};

/* Opens or makes the database (NULL: in memory); `examine` reads all of it. */
enum open_outcome open_database(const char *path, bool examine, sqlite3 **ret_db, struct err *err);

/* Takes over the connection: statements, counters, instance. false: it is still the caller's. */
bool store_adopt(struct store *store, sqlite3 *db);

/* --- store_file.c --- */

/* Opens a database in a file; one that is broken is set aside, and a fresh one made. */
bool open_file(const char *path, bool examine, sqlite3 **ret_db, struct err *err);

/* --- store_adrift.c --- */

/* The last call to SQLite failed: goes on in memory, with a line in the log. */
void store_adrift(struct store *store);

/* In memory, from the beginning: the file is not to be had. */
void store_begin_adrift(struct store *store);

/* Goes back to the disk if it can be used again and some seconds have passed. */
void store_return(struct store *store);

/* --- store.c --- */

/* Runs `body` in a transaction, and once more in memory if the disk fails it. It may so run twice. */
typedef bool store_body(struct store *store, void *arg);
void store_write(struct store *store, store_body *body, void *arg);

/* The same for reading, without a transaction. */
void store_read(struct store *store, store_body *body, void *arg);

/* --- store_prune.c --- */

/* Keeps to the limits, a little at each call; within a transaction. */
bool store_prune(struct store *store, int64_t now);

#endif
