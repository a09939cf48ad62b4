#include "out/store.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "store_priv.h"

#include <stdlib.h>
#include <string.h>

struct store *
store_open(const char *path, const struct store_limits *limits)
{
	struct store *store = mem_alloc(sizeof *store);
	struct err err = { 0 };
	sqlite3 *db;

	store->limits = *limits;
	if (path == NULL) {
		store_begin_adrift(store);
		return store;
	}
	store->path = mem_strdup(path);
	if (open_file(path, true, &db, &err)) {
		store->on_disk = store_adopt(store, db);
		if (store->on_disk)
			return store;
		err_set(&err, ERR_IO, "%s", sqlite3_errmsg(db));
		statements_done(store->statements);
		sqlite3_close(db);
	}
	log_line(LOG_LEVEL_ERROR, NULL,
	         "%s cannot be used: %s; state is kept in memory until it can", path, err.message);
	store->failures++;
	store_begin_adrift(store);
	return store;
}

static void
forget_hooks(struct store *store)
{
	for (size_t i = 0; i < store->hook_count; i++)
		free((char *)(uintptr_t)store->hooks[i].name);
	free(store->hooks);
	store->hooks = NULL;
	store->hook_count = 0;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	statements_done(store->statements);
	sqlite3_close(store->db);
	forget_hooks(store);
	free(store->path);
	free(store);
}

static bool
transact(struct store *store, store_body *body, void *arg)
{
	int64_t last = store->last;
	size_t count = store->count;
	uint64_t dropped = store->dropped;

	if (!statement_run(store, STATEMENT_BEGIN, NULL, ""))
		return false;
	if (body(store, arg) && statement_run(store, STATEMENT_COMMIT, NULL, ""))
		return true;
	store->last = last;
	store->count = count;
	store->dropped = dropped;
	return false;
}

/* The transaction stays open until here, so that the failure can still be told. */
static void
lose(struct store *store)
{
	store->failures++;
	if (store->on_disk) {
		store_adrift(store);
		return;
	}
	log_line(LOG_LEVEL_ERROR, NULL, "state cannot even be kept in memory: %s",
	         sqlite3_errmsg(store->db));
	if (sqlite3_get_autocommit(store->db) == 0)
		statement_run(store, STATEMENT_ROLLBACK, NULL, "");
}

void
store_write(struct store *store, store_body *body, void *arg)
{
	store_return(store);
	if (transact(store, body, arg))
		return;
	lose(store);
	if (!transact(store, body, arg))
		lose(store);
}

void
store_read(struct store *store, store_body *body, void *arg)
{
	if (body(store, arg))
		return;
	lose(store);
	if (!body(store, arg))
		lose(store);
}

struct names {
	char **list;
	size_t count;
};

static bool
collect_hooks(struct store *store, struct names *names)
{
	sqlite3_stmt *rows = statement_bind(store, STATEMENT_OWED_HOOKS, "");

	while (statement_row(rows)) {
		names->list = mem_resize(names->list, names->count + 1, sizeof *names->list);
		names->list[names->count++] = column_copy(rows, 0);
	}
	return statement_end(rows);
}

static bool
subscribed(const struct store *store, const char *hook)
{
	for (size_t i = 0; i < store->hook_count; i++) {
		if (strcmp(store->hooks[i].name, hook) == 0)
			return true;
	}
	return false;
}

static bool
drop_others(struct store *store, void *arg)
{
	struct names names = { 0 };
	bool good = collect_hooks(store, &names);

	(void)arg;
	for (size_t i = 0; i < names.count; i++) {
		if (good && !subscribed(store, names.list[i]))
			good = statement_run(store, STATEMENT_OWED_DROP, NULL, "t", names.list[i]);
		free(names.list[i]);
	}
	free(names.list);
	return good;
}

void
store_subscribe(struct store *store, const struct store_hook *hooks, size_t count)
{
	forget_hooks(store);
	store->hooks = mem_resize(NULL, count, sizeof *store->hooks);
	store->hook_count = count;
	for (size_t i = 0; i < count; i++) {
		store->hooks[i] = hooks[i];
		store->hooks[i].name = mem_strdup(hooks[i].name);
	}
	store_write(store, drop_others, NULL);
}

struct memory_get {
	const char *target;
	char *json;
};

static bool
memory_get(struct store *store, void *arg)
{
	struct memory_get *get = arg;
	sqlite3_stmt *rows = statement_bind(store, STATEMENT_MEMORY_GET, "t", get->target);

	free(get->json);
	get->json = statement_row(rows) ? column_copy(rows, 0) : NULL;
	return statement_end(rows);
}

char *
store_memory(struct store *store, const char *target)
{
	struct memory_get get = { .target = target };

	store_read(store, memory_get, &get);
	return get.json;
}

const char *
store_instance(const struct store *store)
{
	return store->instance;
}

int64_t
store_last(struct store *store)
{
	return store->last;
}

uint64_t
store_failures(const struct store *store)
{
	return store->failures;
}

uint64_t
store_dropped(const struct store *store)
{
	return store->dropped;
}

bool
store_on_disk(const struct store *store)
{
	return store->on_disk;
}
