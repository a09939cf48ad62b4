/* Opening the database: what it must be like, and what happens to a file that is not.
 *
 * WAL with synchronous = NORMAL: a commit is a write to the page cache, so that it outlives the end
 * of this process, however sudden, and costs no wait for the disk but at a checkpoint (256 kB of
 * them). What a loss of power takes back, it takes back from the end and whole: an event goes only
 * together with the memory that it was told, and so is decided anew.
 *
 * locking_mode = EXCLUSIVE: a second daemon on the same file would deliver everything twice; it is
 * refused at once. And nobody else's lock can make us wait. */
#include "store_priv.h"

#include "base/clock.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define APPLICATION "1885824614" /* "pgdf" */
#define VERSION     "1"
#define BUSY_MS     10

static const char settings[] =
	"PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = NORMAL;"
	"PRAGMA wal_autocheckpoint = 64; PRAGMA journal_size_limit = 1048576;"
	"PRAGMA cache_size = -256; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON;"
	"PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;";

static const char schema[] =
	"PRAGMA application_id = " APPLICATION ";"
	"PRAGMA user_version = " VERSION ";"
	"CREATE TABLE instance (text TEXT NOT NULL);"
	"CREATE TABLE events (sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL,"
	" type TEXT NOT NULL, time INTEGER NOT NULL, target TEXT, status TEXT,"
	" previous_status TEXT, severity TEXT, findings INTEGER NOT NULL,"
	" critical INTEGER NOT NULL, warning INTEGER NOT NULL, info INTEGER NOT NULL,"
	" first_seen INTEGER NOT NULL, summary TEXT NOT NULL, data TEXT NOT NULL);"
	"CREATE TABLE deliveries (hook TEXT NOT NULL, sequence INTEGER NOT NULL"
	" REFERENCES events ON DELETE CASCADE, attempts INTEGER NOT NULL DEFAULT 0,"
	" first_at INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL DEFAULT 0,"
	" PRIMARY KEY (hook, sequence)) WITHOUT ROWID;"
	"CREATE INDEX deliveries_sequence ON deliveries (sequence);"
	"CREATE TABLE memory (target TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE mutes (number INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL,"
	" target TEXT NOT NULL, finding TEXT NOT NULL, fingerprint TEXT NOT NULL,"
	" what TEXT NOT NULL, by TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL,"
	" until INTEGER NOT NULL, UNIQUE (kind, target, fingerprint));";

static bool
execute(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static int
keep_text_cb(void *arg, int count, char **values, char **names)
{
	struct text *text = arg;

	(void)names;
	if (count > 0 && values[0] != NULL) {
		text_clear(text);
		text_add(text, values[0]);
	}
	return 0;
}

/* Whether the last row of the answer begins with that text. */
static bool
answers(sqlite3 *db, const char *sql, const char *wanted, bool *ret_same)
{
	struct text text = { 0 };
	bool good = sqlite3_exec(db, sql, keep_text_cb, &text, NULL) == SQLITE_OK;

	*ret_same = good && strcmp(text_str(&text), wanted) == 0;
	text_done(&text);
	return good;
}

/* Within the transaction that takes the lock. *ret_ours: it is a database of this program and of this
 * version, made now if it was empty. */
static bool
examine_schema(sqlite3 *db, bool examine, bool *ret_ours)
{
	bool empty, application, version, sound = true;

	if (!answers(db, "SELECT count(*) FROM sqlite_schema", "0", &empty))
		return false;
	if (empty) {
		*ret_ours = true;
		return execute(db, schema);
	}
	if (!answers(db, "PRAGMA application_id", APPLICATION, &application) ||
	    !answers(db, "PRAGMA user_version", VERSION, &version) ||
	    (examine && !answers(db, "PRAGMA quick_check(1)", "ok", &sound)))
		return false;
	*ret_ours = application && version && sound;
	return true;
}

static bool
make_ready(sqlite3 *db, bool examine, bool *ret_ours)
{
	sqlite3_stmt *statements[STATEMENT_COUNT];

	sqlite3_extended_result_codes(db, 1);
	sqlite3_busy_timeout(db, BUSY_MS);
	if (!execute(db, settings) || !execute(db, "BEGIN IMMEDIATE") ||
	    !examine_schema(db, examine, ret_ours) || !execute(db, "COMMIT"))
		return false;
	if (!*ret_ours)
		return true;
	/* Not before: this writes to the file, and it could be somebody else's. */
	if (!execute(db, "PRAGMA journal_mode = WAL") || !statements_prepare(db, statements))
		return false;
	statements_done(statements);
	return true;
}

/* A statement that does not fit the schema is SQLITE_ERROR: the schema is not ours. */
static enum open_outcome
judge(int code)
{
	switch (code & 0xff) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_FORMAT:
	case SQLITE_ERROR:
		return OPEN_BROKEN;
	default:
		return OPEN_UNAVAILABLE;
	}
}

static enum open_outcome
give_up(sqlite3 *db, enum open_outcome outcome, struct err *err)
{
	const char *message = sqlite3_errmsg(db);

	if (sqlite3_errcode(db) == SQLITE_OK)
		message = "it is not a database of this version of pgdriftd";
	if ((sqlite3_errcode(db) & 0xff) == SQLITE_BUSY)
		message = "another program has it open";
	err_set(err, ERR_IO, "%s", message);
	sqlite3_close(db);
	return outcome;
}

/* Made before SQLite makes it, for nobody else to read; the log beside it gets the same mode. */
static void
make_private(const char *path)
{
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (file >= 0)
		close(file);
}

enum open_outcome
open_database(const char *path, bool examine, sqlite3 **ret_db, struct err *err)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
	            SQLITE_OPEN_EXRESCODE;
	struct stat status;
	sqlite3 *db = NULL;
	bool ours = false;
	int code;

	if (path != NULL && stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
		err_set(err, ERR_IO, "it is no file");
		return OPEN_BROKEN;
	}
	if (path != NULL)
		make_private(path);
	code = sqlite3_open_v2(path == NULL ? ":memory:" : path, &db, flags, NULL);
	if (db == NULL)
		abort(); /* out of memory */
	if (code != SQLITE_OK)
		return give_up(db, judge(code), err);
	if (!make_ready(db, examine, &ours))
		return give_up(db, judge(sqlite3_errcode(db)), err);
	if (!ours)
		return give_up(db, OPEN_BROKEN, err);
	*ret_db = db;
	return OPEN_READY;
}

/* 128 random bits. */
static void
make_instance(char ret_instance[STORE_INSTANCE_BYTES])
{
	for (size_t i = 0; i + 1 < STORE_INSTANCE_BYTES; i += 8)
		snprintf(ret_instance + i, 9, "%08x", arc4random());
}

static bool
adopt_instance(struct store *store)
{
	sqlite3_stmt *rows = statement_bind(store, STATEMENT_INSTANCE_GET, "");
	bool known = false;

	while (statement_row(rows)) {
		known = true;
		snprintf(store->instance, sizeof store->instance, "%s", column_text(rows, 0));
	}
	if (!statement_end(rows))
		return false;
	if (known)
		return true;
	if (store->instance[0] == '\0')
		make_instance(store->instance);
	return statement_run(store, STATEMENT_INSTANCE_SET, NULL, "t", store->instance);
}

bool
store_adopt(struct store *store, sqlite3 *db)
{
	int64_t count = 0, last = 0;

	statements_done(store->statements);
	store->db = db;
	if (!statements_prepare(db, store->statements) || !adopt_instance(store) ||
	    !statement_run(store, STATEMENT_EVENT_COUNT, &count, "") ||
	    !statement_run(store, STATEMENT_EVENT_LAST, &last, ""))
		return false;
	store->count = (size_t)count;
	/* A database that takes another one's place goes on above it. */
	if (last == 0)
		last = clock_wall_ms();
	if (last > store->last)
		store->last = last;
	return true;
}
