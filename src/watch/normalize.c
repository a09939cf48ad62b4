#include "base/clock.h"
#include "normalize_priv.h"

#include "drift/ddl_transaction.h"
#include "model/ident.h"
#include "pg/trial.h"

#include <stdlib.h>
#include <string.h>

static void
end(struct normalize *normalize)
{
	normalize_done_cb *done = normalize->done;
	void *arg = normalize->arg;
	struct err failure = normalize->failure;

	arena_done(&normalize->arena);
	free(normalize);
	done(arg, failure.code == ERR_NONE ? NULL : &failure);
}

/* An error of the way back changes nothing: a session that is lost is rolled back too. */
static void
aborted_cb(void *arg, const struct err *err, const char *tag)
{
	(void)err;
	(void)tag;
	end(arg);
}

void
normalize_roll_back(struct normalize *normalize)
{
	if (link_is_open(normalize->link) && link_in_transaction(normalize->link))
		session_abort(normalize->link, normalize->deadline_ms, aborted_cb, normalize);
	else
		end(normalize);
}

void
normalize_fail(struct normalize *normalize, const struct err *err)
{
	normalize->failure = *err;
	normalize_roll_back(normalize);
}

void
normalize_refuse(struct normalize *normalize, size_t item, const struct err *err)
{
	normalize->refusals++;
	normalize->failed[item] = true;
	normalize->refused(normalize->arg, item, err);
}

/* --- creating ----------------------------------------------------------------------------------- */

static void
mark_made(struct normalize *normalize)
{
	const struct expected *expected = normalize->config.expected;

	for (size_t i = 0; i < normalize->attempts.count; i++) {
		const struct attempt *attempt = &normalize->attempts.list[i];

		if (attempt->done && !attempt->support)
			normalize->made[attempt->item] = true;
	}
	for (size_t i = 0; i < expected->item_count; i++) {
		const struct expected_item *item = &expected->items[i];

		if (item->object.kind == KIND_column && normalize->made[item->parent] &&
		    item->object.value[PROPERTY_column_type] != NULL)
			normalize->made[i] = true;
	}
}

static bool
all_made(const struct attempts *attempts)
{
	for (size_t i = 0; i < attempts->count; i++) {
		if (!attempts->list[i].done && !attempts->list[i].support)
			return false;
	}
	return true;
}

void
normalize_tried(struct normalize *normalize)
{
	static const struct session_setting nowhere = { "search_path", "" };

	if (normalize->now == &normalize->attempts && !all_made(&normalize->attempts) &&
	    normalize_list_columns(normalize)) {
		normalize->now = &normalize->columns;
		normalize_try(normalize);
		return;
	}
	normalize_refuse_all(normalize);
	if (normalize->refusals > 0) {
		normalize_conclude(normalize);
		return;
	}
	mark_made(normalize);
	session_set(normalize->link, &nowhere, normalize->deadline_ms, normalize_read_back_cb,
	            normalize);
}

static void
begun_cb(void *arg, const struct err *err, const struct trial_facts *facts)
{
	struct normalize *normalize = arg;
	struct err fires = { 0 };

	if (err != NULL) {
		normalize_fail(normalize, err);
		return;
	}
	if (facts->event_trigger[0] != '\0') {
		err_set(&fires, ERR_SERVER,
		        "the event trigger %s would fire; take a database without, or a role that "
		        "may set session_replication_role",
		        facts->event_trigger);
		normalize_fail(normalize, &fires);
		return;
	}
	normalize->now = &normalize->attempts;
	normalize_try(normalize);
}

static void
connected_cb(void *arg, const struct err *err, const char *tag)
{
	struct normalize *normalize = arg;

	(void)tag;
	if (err != NULL) {
		normalize_fail(normalize, err);
		return;
	}
	normalize->deadline_ms = normalize->config.deadline_ms;
	if (normalize->deadline_ms == 0)
		normalize->deadline_ms = clock_ms() + normalize->config.timeout_ms;
	trial_begin(&normalize->trial, normalize->link, &normalize->config.limits,
	            normalize->settings, normalize->deadline_ms, begun_cb, normalize);
}

/* Names that state no schema are of the manifest's own: only while it is created. */
static struct session_setting *
settings_of(struct normalize *normalize)
{
	struct session_setting *settings;
	struct text path = { 0 };
	size_t count = 0;

	while (ddl_settings[count].name != NULL)
		count++;
	settings = arena_array(&normalize->arena, count + 1, sizeof *settings);
	ident_quote(&path, normalize->schema);
	for (size_t i = 0; i < count; i++) {
		bool own = strcmp(ddl_settings[i].name, "search_path") == 0;

		settings[i].name = ddl_settings[i].name;
		settings[i].value = own ? arena_strdup(&normalize->arena, text_str(&path))
		                        : ddl_settings[i].value;
	}
	text_done(&path);
	return settings;
}

void
normalize_start(struct link *link, const struct normalize_config *config,
                normalize_refused_cb *refused, normalize_done_cb *done, void *arg)
{
	struct normalize *normalize = mem_alloc(sizeof *normalize);
	const struct expected *expected = config->expected;
	int64_t connected_ms = clock_ms() + config->connect_timeout_ms;

	if (config->deadline_ms != 0 && config->deadline_ms < connected_ms)
		connected_ms = config->deadline_ms;
	normalize->link = link;
	normalize->config = *config;
	normalize->refused = refused;
	normalize->done = done;
	normalize->arg = arg;
	normalize->schema = expected->scope_count > 0 ? expected->scope[0] : "public";
	normalize->made = arena_array(&normalize->arena, expected->item_count, sizeof(bool));
	normalize->found = arena_array(&normalize->arena, expected->item_count, sizeof(bool));
	normalize->failed = arena_array(&normalize->arena, expected->item_count, sizeof(bool));
	normalize->left = arena_array(&normalize->arena, expected->item_count, sizeof(bool));
	normalize->settings = settings_of(normalize);
	normalize_list_roles(normalize);
	normalize_list(normalize);
	link_connect(link, connected_ms, connected_cb, normalize);
}
