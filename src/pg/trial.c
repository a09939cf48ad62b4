#include "pg/trial.h"

#include "sql_priv.h"

#include <stdio.h>
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

static void
finish(struct trial *trial, const struct err *err)
{
	trial->begun(trial->arg, err, err == NULL ? &trial->facts : NULL);
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
	snprintf(facts->event_trigger, sizeof facts->event_trigger, "%s",
	         value_of(row, "event_trigger"));
	snprintf(facts->reading_function, sizeof facts->reading_function, "%s",
	         value_of(row, "reading_function"));
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
trial_begin(struct trial *trial, struct link *link, const struct session_limits *limits,
            const struct session_setting *settings, int64_t deadline_ms, trial_begun_cb *begun,
            void *arg)
{
	*trial = (struct trial){
		.link = link,
		.deadline_ms = deadline_ms,
		.begun = begun,
		.arg = arg,
	};
	if (limits == TRIAL_WITHIN)
		session_savepoint(link, deadline_ms, begun_cb, trial);
	else
		session_begin_trial(link, limits, settings, deadline_ms, begun_cb, trial);
}

static void
back_cb(void *arg, const struct err *err, const char *tag)
{
	struct trial *trial = arg;

	if (err != NULL)
		trial->ended(trial->arg, err, tag);
	else
		session_release(trial->link, trial->deadline_ms, trial->ended, trial->arg);
}

void
trial_end(struct trial *trial, struct link *link, bool within, int64_t deadline_ms,
          link_done_cb *done, void *arg)
{
	if (!within) {
		session_abort(link, deadline_ms, done, arg);
		return;
	}
	*trial = (struct trial){
		.link = link,
		.deadline_ms = deadline_ms,
		.ended = done,
		.arg = arg,
	};
	session_rollback_to(link, deadline_ms, back_cb, trial);
}
