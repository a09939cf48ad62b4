/* Every statement of the store, prepared once per connection. */
#include "store_priv.h"

#include "base/arena.h"

#include <stdarg.h>
#include <string.h>

#define EVENT_COLUMNS                                                                              \
	"sequence, id, type, time, target, status, previous_status, severity, findings, critical," \
	" warning, info, first_seen, summary, data"

#define IS_OWED "EXISTS (SELECT 1 FROM deliveries AS d WHERE d.sequence = e.sequence)"

static const char *const texts[STATEMENT_COUNT] = {
	[STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
	[STATEMENT_COMMIT] = "COMMIT",
	[STATEMENT_ROLLBACK] = "ROLLBACK",

	[STATEMENT_EVENT_ADD] = "INSERT INTO events (" EVENT_COLUMNS ")"
				" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[STATEMENT_EVENT_COUNT] = "SELECT count(*) FROM events",
	[STATEMENT_EVENT_LAST] = "SELECT seq FROM sqlite_sequence WHERE name = 'events'",
	[STATEMENT_EVENTS] = "SELECT " EVENT_COLUMNS " FROM events"
			     " WHERE sequence > ?1 AND time >= ?2 AND (?3 IS NULL OR target = ?3)"
			     " ORDER BY sequence LIMIT ?4",
	[STATEMENT_PRUNE_DELIVERED] =
		"DELETE FROM events WHERE sequence IN (SELECT e.sequence FROM events AS e"
		" WHERE NOT " IS_OWED " ORDER BY e.sequence LIMIT ?)",
	/* Of the oldest only: they came in the order of time. */
	[STATEMENT_PRUNE_AGED] =
		"DELETE FROM events WHERE sequence IN (SELECT e.sequence FROM"
		" (SELECT sequence, time FROM events ORDER BY sequence LIMIT ?2) AS e"
		" WHERE e.time < ?1 AND NOT " IS_OWED ")",
	[STATEMENT_PRUNE_ANY] = "DELETE FROM events WHERE sequence IN"
				" (SELECT sequence FROM events ORDER BY sequence LIMIT ?)",
	[STATEMENT_PAGES] =
		"SELECT (p.page_count - f.freelist_count) * s.page_size"
		" FROM pragma_page_count AS p, pragma_freelist_count AS f, pragma_page_size AS s",

	[STATEMENT_OWED_ADD] = "INSERT INTO deliveries (hook, sequence) VALUES (?, ?)",
	[STATEMENT_OWED_FIRST] = "SELECT " EVENT_COLUMNS ", attempts, first_at, next_at"
				 " FROM deliveries JOIN events USING (sequence)"
				 " WHERE hook = ? ORDER BY deliveries.sequence LIMIT 1",
	[STATEMENT_OWED_COUNT] = "SELECT count(*) FROM deliveries WHERE hook = ?",
	[STATEMENT_OWED_HOOKS] = "SELECT DISTINCT hook FROM deliveries",
	[STATEMENT_OWED_DROP] = "DELETE FROM deliveries WHERE hook = ?",
	[STATEMENT_DELIVERED] = "DELETE FROM deliveries WHERE hook = ? AND sequence = ?",
	[STATEMENT_RETRY] =
		"UPDATE deliveries SET attempts = attempts + 1, next_at = ?,"
		" first_at = CASE first_at WHEN 0 THEN ? ELSE first_at END WHERE hook = ? AND sequence = ?",

	[STATEMENT_MEMORY_GET] = "SELECT json FROM memory WHERE target = ?",
	[STATEMENT_MEMORY_SET] = "INSERT OR REPLACE INTO memory (target, json) VALUES (?, ?)",

	[STATEMENT_MUTE_ADD] =
		"INSERT OR REPLACE INTO mutes (kind, target, finding, fingerprint, what, by, reason,"
		" at, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
	[STATEMENT_MUTE_REMOVE] = "DELETE FROM mutes WHERE number = ?",
	[STATEMENT_MUTE_EXPIRE] = "DELETE FROM mutes WHERE until <> 0 AND until <= ?",
	[STATEMENT_MUTE_COUNT] = "SELECT count(*) FROM mutes",
	[STATEMENT_MUTES] =
		"SELECT number, kind, target, finding, fingerprint, what, by, reason, at,"
		" until FROM mutes ORDER BY number",

	[STATEMENT_INSTANCE_GET] = "SELECT text FROM instance",
	[STATEMENT_INSTANCE_SET] = "INSERT INTO instance (text) VALUES (?)",
};

bool
statements_prepare(sqlite3 *db, sqlite3_stmt *ret_statements[STATEMENT_COUNT])
{
	memset(ret_statements, 0, STATEMENT_COUNT * sizeof *ret_statements);
	for (size_t i = 0; i < STATEMENT_COUNT; i++) {
		if (sqlite3_prepare_v3(db, texts[i], -1, SQLITE_PREPARE_PERSISTENT,
		                       &ret_statements[i], NULL) != SQLITE_OK) {
			statements_done(ret_statements);
			return false;
		}
	}
	return true;
}

void
statements_done(sqlite3_stmt *statements[STATEMENT_COUNT])
{
	for (size_t i = 0; i < STATEMENT_COUNT; i++) {
		sqlite3_finalize(statements[i]);
		statements[i] = NULL;
	}
}

static sqlite3_stmt *
bind(struct store *store, enum statement statement, const char *types, va_list values)
{
	sqlite3_stmt *bound = store->statements[statement];

	sqlite3_reset(bound);
	for (int i = 0; types[i] != '\0'; i++) {
		if (types[i] == 'i')
			sqlite3_bind_int64(bound, i + 1, va_arg(values, int64_t));
		else
			sqlite3_bind_text(bound, i + 1, va_arg(values, const char *), -1,
			                  SQLITE_STATIC);
	}
	return bound;
}

sqlite3_stmt *
statement_bind(struct store *store, enum statement statement, const char *types, ...)
{
	sqlite3_stmt *bound;
	va_list values;

	va_start(values, types);
	bound = bind(store, statement, types, values);
	va_end(values);
	return bound;
}

bool
statement_run(struct store *store, enum statement statement, int64_t *ret_number, const char *types,
              ...)
{
	sqlite3_stmt *bound;
	va_list values;

	va_start(values, types);
	bound = bind(store, statement, types, values);
	va_end(values);
	while (statement_row(bound)) {
		if (ret_number != NULL)
			*ret_number = sqlite3_column_int64(bound, 0);
	}
	return statement_end(bound);
}

bool
statement_row(sqlite3_stmt *statement)
{
	return sqlite3_step(statement) == SQLITE_ROW;
}

/* A reset gives the result of the last step: only a failure of that is not SQLITE_OK. */
bool
statement_end(sqlite3_stmt *statement)
{
	bool good = sqlite3_reset(statement) == SQLITE_OK;

	sqlite3_clear_bindings(statement);
	return good;
}

const char *
column_text(sqlite3_stmt *statement, int column)
{
	return (const char *)sqlite3_column_text(statement, column);
}

char *
column_copy(sqlite3_stmt *statement, int column)
{
	const char *text = column_text(statement, column);

	return text == NULL ? NULL : mem_strdup(text);
}
