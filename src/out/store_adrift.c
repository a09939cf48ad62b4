/* What the store does without its disk: it goes on in a database in memory that has the same shape,
 * takes along what it needs, and brings all of it back. Nothing here is big: what is taken along is
 * bounded, and the disk is tried once in a while, when something is written anyway. */
#include "base/clock.h"
#include "base/log.h"
#include "store_priv.h"

#include <stdlib.h>

#define RETURN_AFTER_MS 5000

#define NEWEST_OWED "SELECT DISTINCT sequence FROM deliveries ORDER BY sequence DESC LIMIT ?"
#define EVENT_REST                                                                        \
	"id, type, time, target, status, previous_status, severity, findings, critical, " \
	"warning, info, first_seen, summary, data"
#define MUTE_REST "kind, target, finding, fingerprint, what, by, reason, at, until"

/* What to select there and to insert here, column by column. `?` in the first is a number that the
 * whole list gets. */
struct transfer {
	const char *select;
	const char *insert;
};

#define INSERT_EVENT                                          \
	"INSERT OR IGNORE INTO events (sequence, " EVENT_REST \
	") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
#define OWED_COLUMNS  "hook, sequence, attempts, first_at, next_at"
#define INSERT_OWED   "INSERT OR IGNORE INTO deliveries (" OWED_COLUMNS ") VALUES (?, ?, ?, ?, ?)"
#define INSERT_MEMORY "INSERT OR REPLACE INTO memory (target, json) VALUES (?, ?)"
#define SELECT_MEMORY "SELECT target, json FROM memory"
#define INSERT_MUTE \
	"INSERT OR REPLACE INTO mutes (number, " MUTE_REST ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
#define SELECT_MUTES "SELECT number, " MUTE_REST " FROM mutes"

static const struct transfer leaving[] = {
	{ "SELECT sequence, " EVENT_REST " FROM events WHERE sequence IN (" NEWEST_OWED ")",
	  INSERT_EVENT },
	{ "SELECT " OWED_COLUMNS " FROM deliveries WHERE sequence IN"
	  " (" NEWEST_OWED ")",
	  INSERT_OWED },
	{ SELECT_MEMORY, INSERT_MEMORY },
	{ SELECT_MUTES, INSERT_MUTE },
};

/* The number is what is added to the sequences. Two histories that are put together give the numbers of
 * mutes anew. */
static const struct transfer returning[] = {
	{ "SELECT sequence + ?, " EVENT_REST " FROM events", INSERT_EVENT },
	{ "SELECT hook, sequence + ?, attempts, first_at, next_at FROM deliveries", INSERT_OWED },
	{ SELECT_MEMORY, INSERT_MEMORY },
	{ SELECT_MUTES, INSERT_MUTE },
};
static const struct transfer joining[] = {
	{ "SELECT sequence + ?, " EVENT_REST " FROM events", INSERT_EVENT },
	{ "SELECT hook, sequence + ?, attempts, first_at, next_at FROM deliveries", INSERT_OWED },
	{ SELECT_MEMORY, INSERT_MEMORY },
	{ "SELECT NULL, " MUTE_REST " FROM mutes", INSERT_MUTE },
};
#define TRANSFERS (sizeof leaving / sizeof *leaving)

static bool
insert_row(sqlite3_stmt *rows, sqlite3_stmt *insert)
{
	for (int i = 0; i < sqlite3_column_count(rows); i++)
		sqlite3_bind_value(insert, i + 1, sqlite3_column_value(rows, i));
	sqlite3_step(insert);
	return sqlite3_reset(insert) == SQLITE_OK;
}

static bool
carry(sqlite3 *from, sqlite3 *to, const struct transfer *transfer, int64_t number)
{
	sqlite3_stmt *rows = NULL, *insert = NULL;
	bool good = sqlite3_prepare_v2(from, transfer->select, -1, &rows, NULL) == SQLITE_OK &&
	            sqlite3_prepare_v2(to, transfer->insert, -1, &insert, NULL) == SQLITE_OK;

	if (good && sqlite3_bind_parameter_count(rows) > 0)
		sqlite3_bind_int64(rows, 1, number);
	while (good && sqlite3_step(rows) == SQLITE_ROW)
		good = insert_row(rows, insert);
	good = sqlite3_reset(rows) == SQLITE_OK && good;
	sqlite3_finalize(rows);
	sqlite3_finalize(insert);
	return good;
}

static bool
carry_all(sqlite3 *from, sqlite3 *to, const struct transfer transfers[TRANSFERS], int64_t number)
{
	for (size_t i = 0; i < TRANSFERS; i++) {
		if (!carry(from, to, &transfers[i], number))
			return false;
	}
	return true;
}

/* Runs it with that number, if it asks for one. *ret_number is what the first row says, if any. */
static bool
run(sqlite3 *db, const char *sql, int64_t number, int64_t *ret_number)
{
	sqlite3_stmt *rows = NULL;
	bool good, row;

	if (sqlite3_prepare_v2(db, sql, -1, &rows, NULL) != SQLITE_OK)
		return false;
	if (sqlite3_bind_parameter_count(rows) > 0)
		sqlite3_bind_int64(rows, 1, number);
	row = sqlite3_step(rows) == SQLITE_ROW;
	if (row && ret_number != NULL && sqlite3_column_type(rows, 0) != SQLITE_NULL)
		*ret_number = sqlite3_column_int64(rows, 0);
	good = sqlite3_reset(rows) == SQLITE_OK;
	sqlite3_finalize(rows);
	return good;
}

static sqlite3 *
open_memory(void)
{
	struct err err = { 0 };
	sqlite3 *db;

	if (open_database(NULL, false, &db, &err) != OPEN_READY) {
		log_line(LOG_LEVEL_ERROR, NULL, "no database in memory: %s", err.message);
		abort();
	}
	return db;
}

static void
embark(struct store *store, sqlite3 *memory)
{
	store->on_disk = false;
	store->tried_ms = clock_ms();
	if (!store_adopt(store, memory)) {
		log_line(LOG_LEVEL_ERROR, NULL, "no database in memory: %s",
		         sqlite3_errmsg(memory));
		abort();
	}
}

void
store_begin_adrift(struct store *store)
{
	store->whole = false;
	embark(store, open_memory());
	store->held_from = store->last + 1;
}

void
store_adrift(struct store *store)
{
	sqlite3 *disk = store->db, *memory = open_memory();
	int code = sqlite3_errcode(disk) & 0xff;

	log_line(LOG_LEVEL_ERROR, NULL,
	         "%s: %s; state is kept in memory until it can be written again", store->path,
	         sqlite3_errmsg(disk));
	store->suspect = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
	statements_done(store->statements);
	/* The transaction that failed, where it did not end by itself. */
	if (sqlite3_get_autocommit(disk) == 0)
		sqlite3_exec(disk, "ROLLBACK", NULL, NULL, NULL);
	store->whole = carry_all(disk, memory, leaving, STORE_HELD_MAX);
	if (!store->whole) {
		sqlite3_close(memory);
		memory = open_memory();
	}
	sqlite3_close(disk);
	embark(store, memory);
	store->held_from = store->last + 1;
	run(memory, "SELECT min(sequence) FROM events", 0, &store->held_from);
}

/* What was taken along is what counts. */
static bool
replace(struct store *store, sqlite3 *disk)
{
	return run(disk, "DELETE FROM deliveries WHERE sequence >= ?", store->held_from, NULL) &&
	       run(disk, "DELETE FROM memory", 0, NULL) &&
	       run(disk, "DELETE FROM mutes", 0, NULL) && carry_all(store->db, disk, returning, 0);
}

/* A clock that went back could have given the same sequences once more: then these are shifted. */
static bool
join(struct store *store, sqlite3 *disk)
{
	int64_t there = 0, shift = 0;

	if (!run(disk, "SELECT seq FROM sqlite_sequence WHERE name = 'events'", 0, &there))
		return false;
	if (there >= store->held_from)
		shift = there - store->held_from + 1;
	if (!carry_all(store->db, disk, joining, shift))
		return false;
	store->last += shift;
	return true;
}

/* In one transaction: either the disk has all of it, or nothing has happened. */
static bool
bring_back(struct store *store, sqlite3 *disk)
{
	return run(disk, "BEGIN IMMEDIATE", 0, NULL) &&
	       (store->whole ? replace(store, disk) : join(store, disk)) &&
	       run(disk, "COMMIT", 0, NULL);
}

void
store_return(struct store *store)
{
	sqlite3 *memory = store->db, *disk;
	struct err err = { 0 };

	if (store->on_disk || store->path == NULL || clock_ms() - store->tried_ms < RETURN_AFTER_MS)
		return;
	store->tried_ms = clock_ms();
	if (!open_file(store->path, store->suspect, &disk, &err))
		return;
	if (!bring_back(store, disk)) {
		sqlite3_close(disk); /* rolls back */
		return;
	}
	statements_done(store->statements);
	sqlite3_close(memory);
	store->on_disk = true;
	store->suspect = false;
	log_line(LOG_LEVEL_NOTICE, NULL, "%s: state is written again", store->path);
	if (!store_adopt(store, disk))
		store_adrift(store);
}
