#include "pg/trial.h"

#include "base/arena.h"
#include "sql_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

SQL_TEXT(sql_trial, SQL_FILE("trial.sql"));
SQL_TEXT(sql_twin, SQL_FILE("twin.sql"));
SQL_TEXT(sql_twin_columns, SQL_FILE("twin_columns.sql"));

const char *
trial_columns_sql(void)
{
	return sql_twin_columns;
}

const char *
trial_twin_sql(void)
{
	return sql_twin;
}

struct trial {
	struct link *link;
	int64_t deadline_ms;
	trial_begun_cb *begun;
	void *arg;
	struct trial_facts facts;
};

static void
finish(struct trial *trial, const struct err *err)
{
	struct trial ended = *trial;

	free(trial);
	ended.begun(ended.arg, err, err == NULL ? &ended.facts : NULL);
}

static const char *
value_of(const struct link_row *row, const char *name)
{
	for (int i = 0; i < row->count; i++) {
		if (strcmp(row->names[i], name) == 0)
			return row->values[i] == NULL ? "" : row->values[i];
	}
	return "";
}

static void
facts_row_cb(void *arg, const struct link_row *row)
{
	struct trial_facts *facts = &((struct trial *)arg)->facts;

	facts->temporary = strcmp(value_of(row, "temporary"), "true") == 0;
	facts->superuser = strcmp(value_of(row, "superuser"), "true") == 0;
	snprintf(facts->event_trigger, sizeof facts->event_trigger, "%s",
	         value_of(row, "event_trigger"));
}

static void
asked_cb(void *arg, const struct err *err, const char *tag)
{
	(void)tag;
	finish(arg, err);
}

static void
ready_cb(void *arg, const struct err *err, const char *tag)
{
	struct trial *trial = arg;

	(void)tag;
	if (err != NULL)
		finish(trial, err);
	else
		link_query(trial->link, sql_trial, NULL, 0, trial->deadline_ms, facts_row_cb,
		           asked_cb, trial);
}

/* Who may not set it goes on without. */
static void
silenced_cb(void *arg, const struct err *err, const char *tag)
{
	struct trial *trial = arg;

	(void)tag;
	if (err == NULL)
		session_release(trial->link, trial->deadline_ms, ready_cb, trial);
	else if (err->code == ERR_SERVER && link_is_open(trial->link))
		session_rollback_to(trial->link, trial->deadline_ms, ready_cb, trial);
	else
		finish(trial, err);
}

static void
saved_cb(void *arg, const struct err *err, const char *tag)
{
	static const struct session_setting replica = { "session_replication_role", "replica" };
	struct trial *trial = arg;

	(void)tag;
	if (err != NULL)
		finish(trial, err);
	else
		session_set(trial->link, &replica, trial->deadline_ms, silenced_cb, trial);
}

/* The outer savepoint of a trial within; the inner one is for the setting alone. */
static void
begun_cb(void *arg, const struct err *err, const char *tag)
{
	struct trial *trial = arg;

	(void)tag;
	if (err != NULL)
		finish(trial, err);
	else
		session_savepoint(trial->link, trial->deadline_ms, saved_cb, trial);
}

void
trial_begin(struct link *link, const struct session_limits *limits,
            const struct session_setting *settings, int64_t deadline_ms, trial_begun_cb *begun,
            void *arg)
{
	struct trial *trial = mem_alloc(sizeof *trial);

	trial->link = link;
	trial->deadline_ms = deadline_ms;
	trial->begun = begun;
	trial->arg = arg;
	if (limits == TRIAL_WITHIN)
		session_savepoint(link, deadline_ms, begun_cb, trial);
	else
		session_begin_trial(link, limits, settings, deadline_ms, begun_cb, trial);
}

struct trial_back {
	struct link *link;
	int64_t deadline_ms;
	link_done_cb *done;
	void *arg;
};

static void
back_cb(void *arg, const struct err *err, const char *tag)
{
	struct trial_back *memory = arg;
	struct trial_back back = *memory;

	free(memory);
	if (err != NULL)
		back.done(back.arg, err, tag);
	else
		session_release(back.link, back.deadline_ms, back.done, back.arg);
}

void
trial_end(struct link *link, bool within, int64_t deadline_ms, link_done_cb *done, void *arg)
{
	struct trial_back *back;

	if (!within) {
		session_abort(link, deadline_ms, done, arg);
		return;
	}
	back = mem_alloc(sizeof *back);
	*back = (struct trial_back){ link, deadline_ms, done, arg };
	session_rollback_to(link, deadline_ms, back_cb, back);
}
