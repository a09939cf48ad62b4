/* Events, and what is owed of them. */
#include "store_priv.h"

#include "base/arena.h"
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

struct append {
	struct event *events;
	size_t count;
	const char *only; /* the one hook that it is owed to; NULL: all that want it */
	const char *target;
	const char *memory;
};

static bool
wants(const struct store_hook *hook, const struct event *event)
{
	enum severity severity;

	if ((hook->events >> event->type & 1) == 0)
		return false;
	return event->severity == NULL || !severity_from_word(event->severity, &severity) ||
	       severity >= hook->minimum;
}

static bool
add_event(struct store *store, struct event *event)
{
	event->sequence = ++store->last;
	store->count++;
	return statement_run(store, STATEMENT_EVENT_ADD, NULL, "ittittttiiiiitt", event->sequence,
	                     event->id, event_type_name(event->type), event->time, event->target,
	                     event->status, event->previous_status, event->severity,
	                     (int64_t)event->findings, (int64_t)event->critical,
	                     (int64_t)event->warning, (int64_t)event->info, event->first_seen,
	                     event->summary, event->data);
}

static bool
add_owed(struct store *store, const struct event *event)
{
	for (size_t i = 0; i < store->hook_count; i++) {
		if (wants(&store->hooks[i], event) &&
		    !statement_run(store, STATEMENT_OWED_ADD, NULL, "ti", store->hooks[i].name,
		                   event->sequence))
			return false;
	}
	return true;
}

static bool
append(struct store *store, void *arg)
{
	const struct append *append = arg;

	for (size_t i = 0; i < append->count; i++) {
		struct event *event = &append->events[i];
		bool owed;

		if (!add_event(store, event))
			return false;
		owed = append->only == NULL ? add_owed(store, event)
		                            : statement_run(store, STATEMENT_OWED_ADD, NULL, "ti",
		                                            append->only, event->sequence);
		if (!owed)
			return false;
	}
	if (append->memory != NULL &&
	    !statement_run(store, STATEMENT_MEMORY_SET, NULL, "tt", append->target, append->memory))
		return false;
	return append->count == 0 || store_prune(store, clock_wall_ms());
}

void
store_append(struct store *store, struct event *events, size_t count, const char *target,
             const char *memory)
{
	struct append args = {
		.events = events, .count = count, .target = target, .memory = memory
	};

	store_write(store, append, &args);
}

void
store_append_for(struct store *store, struct event *event, const char *hook)
{
	struct append args = { .events = event, .count = 1, .only = hook };

	store_write(store, append, &args);
}

/* The columns of an event, in the order of the statements. */
static bool
read_event(sqlite3_stmt *rows, struct event *event)
{
	const char *id = column_text(rows, 1), *type = column_text(rows, 2);

	*event = (struct event){ .sequence = sqlite3_column_int64(rows, 0) };
	if (id == NULL || type == NULL || !event_type_from_name(type, &event->type))
		return false;
	strncpy(event->id, id, sizeof event->id - 1);
	event->time = sqlite3_column_int64(rows, 3);
	event->target = column_copy(rows, 4);
	event->status = column_copy(rows, 5);
	event->previous_status = column_copy(rows, 6);
	event->severity = column_copy(rows, 7);
	event->findings = (size_t)sqlite3_column_int64(rows, 8);
	event->critical = (size_t)sqlite3_column_int64(rows, 9);
	event->warning = (size_t)sqlite3_column_int64(rows, 10);
	event->info = (size_t)sqlite3_column_int64(rows, 11);
	event->first_seen = sqlite3_column_int64(rows, 12);
	event->summary = column_copy(rows, 13);
	event->data = column_copy(rows, 14);
	return true;
}

#define OWED_COLUMN 15 /* the first behind those of the event */

struct first {
	const char *hook;
	struct store_owed *owed;
	bool found;
};

static bool
first(struct store *store, void *arg)
{
	struct first *first = arg;
	sqlite3_stmt *rows = statement_bind(store, STATEMENT_OWED_FIRST, "t", first->hook);

	if (first->found)
		event_done(&first->owed->event);
	first->found = statement_row(rows) && read_event(rows, &first->owed->event);
	if (first->found) {
		first->owed->attempts = (unsigned)sqlite3_column_int64(rows, OWED_COLUMN);
		first->owed->first_at = sqlite3_column_int64(rows, OWED_COLUMN + 1);
		first->owed->next_at = sqlite3_column_int64(rows, OWED_COLUMN + 2);
	}
	return statement_end(rows);
}

bool
store_owed(struct store *store, const char *hook, struct store_owed *ret_owed)
{
	struct first args = { .hook = hook, .owed = ret_owed };

	store_read(store, first, &args);
	return args.found;
}

struct attempt {
	const char *hook;
	int64_t sequence;
	int64_t next_at;
	int64_t now;
};

static bool
delivered(struct store *store, void *arg)
{
	const struct attempt *attempt = arg;

	return statement_run(store, STATEMENT_DELIVERED, NULL, "ti", attempt->hook,
	                     attempt->sequence);
}

void
store_delivered(struct store *store, const char *hook, int64_t sequence)
{
	struct attempt args = { .hook = hook, .sequence = sequence };

	store_write(store, delivered, &args);
}

static bool
retry(struct store *store, void *arg)
{
	const struct attempt *attempt = arg;

	return statement_run(store, STATEMENT_RETRY, NULL, "iiti", attempt->next_at, attempt->now,
	                     attempt->hook, attempt->sequence);
}

void
store_retry(struct store *store, const char *hook, int64_t sequence, int64_t next_at)
{
	struct attempt args = {
		.hook = hook, .sequence = sequence, .next_at = next_at, .now = clock_wall_ms()
	};

	store_write(store, retry, &args);
}

struct backlog {
	const char *hook;
	int64_t count;
};

static bool
backlog(struct store *store, void *arg)
{
	struct backlog *backlog = arg;

	return statement_run(store, STATEMENT_OWED_COUNT, &backlog->count, "t", backlog->hook);
}

size_t
store_backlog(struct store *store, const char *hook)
{
	struct backlog args = { .hook = hook };

	store_read(store, backlog, &args);
	return (size_t)args.count;
}

struct listing {
	const struct store_query *query;
	bool (*each)(void *arg, const struct event *event);
	void *arg;
	int64_t after; /* the last that was given */
	size_t limit;  /* that may still be given */
	bool stopped;
};

static bool
list(struct store *store, void *arg)
{
	struct listing *listing = arg;
	sqlite3_stmt *rows;

	rows = statement_bind(store, STATEMENT_EVENTS, "iiti", listing->after,
	                      listing->query->since, listing->query->target,
	                      (int64_t)listing->limit);
	while (!listing->stopped && statement_row(rows)) {
		struct event event;

		listing->after = sqlite3_column_int64(rows, 0);
		listing->limit--;
		if (!read_event(rows, &event))
			continue;
		listing->stopped = !listing->each(listing->arg, &event);
		event_done(&event);
	}
	return statement_end(rows);
}

void
store_events(struct store *store, const struct store_query *query,
             bool (*each)(void *arg, const struct event *event), void *arg)
{
	struct listing args = { .query = query, .each = each, .arg = arg, .after = query->after };

	args.limit = query->limit > INT32_MAX ? INT32_MAX : query->limit;
	store_read(store, list, &args);
}
