#include "store_fixture.h"

#include "base/arena.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SUMMARIES_BYTES 16384

const struct store_limits roomy = { 1000, (size_t)64 * 1024 * 1024, INT64_C(30) * 86400000 };
const struct store_hook mail = { "mail", UINT32_MAX, SEVERITY_INFO };

int
place_setup(void **state)
{
	const char *parent = getenv("TMPDIR");
	struct place *place = calloc(1, sizeof *place);

	snprintf(place->directory, sizeof place->directory, "%s/pgdriftd-store-XXXXXX",
	         parent == NULL ? "/tmp" : parent);
	if (mkdtemp(place->directory) == NULL)
		return -1;
	snprintf(place->path, sizeof place->path, "%s/state.db", place->directory);
	*state = place;
	return 0;
}

/* Counts the files with that part in their names, and removes them if asked to. */
static unsigned
walk(const struct place *place, const char *part, bool remove_them)
{
	DIR *directory = opendir(place->directory);
	const struct dirent *entry;
	unsigned count = 0;
	char path[512];

	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		if (entry->d_name[0] == '.' || strstr(entry->d_name, part) == NULL)
			continue;
		count++;
		snprintf(path, sizeof path, "%s/%s", place->directory, entry->d_name);
		if (remove_them)
			remove(path);
	}
	if (directory != NULL)
		closedir(directory);
	return count;
}

unsigned
place_count(const struct place *place, const char *part)
{
	return walk(place, part, false);
}

void
place_remove(const struct place *place, const char *part)
{
	walk(place, part, true);
}

int
place_teardown(void **state)
{
	struct place *place = *state;
	int failed;

	walk(place, "", true);
	failed = rmdir(place->directory);
	free(place);
	return failed;
}

void
place_write(const char *path, const void *bytes, size_t length)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

struct event
sample(const char *summary)
{
	struct event event = { .type = EVENT_TYPE_DRIFT_DETECTED, .time = INT64_C(1795338000000) };

	strcpy(event.id, "00000000-0000-8000-8000-000000000000");
	event.target = mem_strdup("main");
	event.status = mem_strdup("drift");
	event.previous_status = mem_strdup("in_sync");
	event.severity = mem_strdup("critical");
	event.findings = 3;
	event.critical = 1;
	event.warning = 2;
	event.first_seen = event.time - 60000;
	event.summary = mem_strdup(summary);
	event.data = mem_strdup("{}");
	return event;
}

int64_t
append(struct store *store, const char *summary, const char *memory)
{
	struct event event = sample(summary);
	int64_t sequence;

	store_append(store, &event, 1, "main", memory);
	sequence = event.sequence;
	event_done(&event);
	return sequence;
}

struct summaries {
	size_t length;
	char text[SUMMARIES_BYTES];
};

static bool
add_summary_cb(void *arg, const struct event *event)
{
	struct summaries *summaries = arg;

	summaries->length += (size_t)snprintf(summaries->text + summaries->length,
	                                      SUMMARIES_BYTES - summaries->length, "%s%s",
	                                      summaries->length == 0 ? "" : " ", event->summary);
	assert_true(summaries->length < SUMMARIES_BYTES);
	return true;
}

const char *
history(struct store *store)
{
	static struct summaries summaries;
	struct store_query query = { .limit = SIZE_MAX };

	summaries.length = 0;
	summaries.text[0] = '\0';
	store_events(store, &query, add_summary_cb, &summaries);
	return summaries.text;
}

const char *
deliver_all(struct store *store, const char *hook)
{
	static struct summaries summaries;
	struct store_owed owed;

	summaries.length = 0;
	summaries.text[0] = '\0';
	while (store_owed(store, hook, &owed)) {
		add_summary_cb(&summaries, &owed.event);
		store_delivered(store, hook, owed.event.sequence);
		event_done(&owed.event);
	}
	return summaries.text;
}

void
assert_memory(struct store *store, const char *json)
{
	char *found = store_memory(store, "main");

	if (json == NULL)
		assert_null(found);
	else
		assert_string_equal(found == NULL ? "(nothing)" : found, json);
	free(found);
}
