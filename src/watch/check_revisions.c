/* The step of a check that reads what a migration tool recorded: the one piece of user data. */
#include "watch_priv.h"

#include "base/hash.h"
#include "base/text.h"
#include "model/ident.h"

#include <stdlib.h>
#include <string.h>

static void revision_next(struct check *check);

static const struct revision *
current(const struct check *check)
{
	return &check->config.expected->revisions[check->revision];
}

static void
revision_row_cb(void *arg, const struct link_row *row)
{
	struct check *check = arg;

	if (check->revision_count <= CATALOG_REVISION_ROWS && row->count > 0)
		check->revision_rows[check->revision_count++] = arena_strdup(&check->scratch,
		                                                             row->values[0]);
}

static const char *
revision_grant(struct check *check)
{
	const struct revision *revision = current(check);
	struct text text = { 0 };
	const char *grant;

	if (check->identity.user == NULL)
		return NULL;
	text_add(&text, "GRANT SELECT (");
	ident_quote(&text, revision->column);
	text_add(&text, ") ON TABLE ");
	ident_quote_qualified(&text, revision->schema, revision->table);
	text_add(&text, " TO ");
	ident_quote(&text, check->identity.user);
	grant = arena_strdup(&check->arena, text_str(&text));
	text_done(&text);
	return grant;
}

static void
revision_unknown(struct check *check, const char *reason, const char *sqlstate)
{
	const struct revision *revision = current(check);

	check->revised = hash_string(check->revised, reason);
	if (check->standing)
		return;
	compare_unknown(
		check->compare,
		&(struct unknown){
			.kind = KIND_revision,
			.schema = revision->schema,
			.table = revision->table,
			.name = revision->column,
			.reason = reason,
			.sqlstate = sqlstate,
			.hint = strcmp(reason, "denied") == 0 ? revision_grant(check) : NULL,
		});
}

static void
rolled_back_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;

	(void)tag;
	if (err != NULL) {
		check_fail(check, err);
		return;
	}
	check->revision++;
	revision_next(check);
}

static void
revision_known(struct check *check, bool missing)
{
	check->revised = hash_string(check->revised, missing ? "missing" : NULL);
	for (size_t i = 0; i < check->revision_count; i++)
		check->revised = hash_string(hash_string(check->revised, "row"),
		                             check->revision_rows[i]);
	if (!check->standing)
		compare_revision(check->compare, check->revision, check->revision_rows,
		                 check->revision_count, missing);
}

/* 42P01 undefined_table, 42703 undefined_column, 3F000 invalid_schema_name. */
static bool
is_missing(const struct err *err)
{
	return err->code == ERR_SERVER &&
	       (strcmp(err->sqlstate, "42P01") == 0 || strcmp(err->sqlstate, "42703") == 0 ||
	        strcmp(err->sqlstate, "3F000") == 0);
}

static void
revision_done_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;
	const char *reason;
	bool again;

	(void)tag;
	if (err == NULL) {
		if (check->revision_count > CATALOG_REVISION_ROWS)
			revision_unknown(check, "too_many_rows", NULL);
		else
			revision_known(check, false);
		check->revision++;
		revision_next(check);
		return;
	}
	reason = read_failure(err, &again);
	if (is_missing(err)) {
		check->revision_count = 0;
		revision_known(check, true);
	} else if (reason != NULL) {
		revision_unknown(check, reason, err->sqlstate);
	} else {
		check_fail(check, err);
		return;
	}
	session_rollback_to(check->link, check->deadline_ms, rolled_back_cb, check);
}

static void
revision_next(struct check *check)
{
	char *sql;

	if (check->revision == check->config.expected->revision_count) {
		step_next(check);
		return;
	}
	if (check->revision_rows == NULL)
		check->revision_rows = arena_array(&check->scratch, CATALOG_REVISION_ROWS + 1,
		                                   sizeof *check->revision_rows);
	check->revision_count = 0;
	sql = catalog_revision_sql(current(check));
	link_query(check->link, sql, NULL, 0, check->deadline_ms, revision_row_cb, revision_done_cb,
	           check);
	free(sql);
}

void
read_revisions(struct check *check)
{
	check->revision = 0;
	check->revised = HASH_SEED;
	revision_next(check);
}
