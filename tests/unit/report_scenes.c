#include "report_scenes.h"

#include "report_fixture.h"

struct report *
scene_pending(const char *target)
{
	struct expected *expected = fixture_expected();
	struct report *report = report_pending(target, expected);

	expected_unref(expected);
	return report;
}

struct report *
scene_in_sync(const char *target)
{
	struct expected *expected = fixture_expected();
	struct fixture fixture;
	struct report *report;

	fixture_begin(&fixture, expected);
	report = fixture_report(&fixture, target, NULL, NINE, 1);
	expected_unref(expected);
	return report;
}

struct report *
scene_missing(const char *target)
{
	struct expected *expected = fixture_expected();
	struct fixture fixture;
	struct report *report;

	fixture_begin(&fixture, expected);
	fixture_missing(&fixture, "event_sessions");
	fixture_missing(&fixture, "event_tickets");
	report = fixture_report(&fixture, target, NULL, NINE, 17);
	expected_unref(expected);
	return report;
}

static const struct drift not_null = {
	.change = CHANGE_CHANGED,
	.kind = KIND_column,
	.schema = "public",
	.table = "events",
	.name = "starts_at",
	.property = "not_null",
	.expected = "true",
	.observed = "false",
	.module = MODULE_EVENTS,
	.severity = SEVERITY_WARNING,
	.summary = "column public.events.starts_at: not_null is false, expected true",
};

struct report *
scene_warning(const char *target)
{
	struct expected *expected = fixture_expected();
	struct fixture fixture;
	struct report *report;

	fixture_begin(&fixture, expected);
	fixture_drift(&fixture, &not_null);
	fixture.outcome->modules[MODULE_EVENTS].status = MODULE_DRIFTED;
	report = fixture_report(&fixture, target, NULL, NINE, 17);
	expected_unref(expected);
	return report;
}

static const char *const type_impact[] = {
	"default of column public.events.id",
	"check events_id_check of public.events",
	"index ix_events_id_partial of public.events",
	"foreign key event_sessions_event_id_fkey of public.event_sessions",
};

static const struct drift every_change[] = {
	{
		.change = CHANGE_CHANGED,
		.kind = KIND_column,
		.schema = "public",
		.table = "events",
		.name = "id",
		.property = "type",
		.expected = "character varying(36)",
		.observed = "uuid",
		.module = MODULE_EVENTS,
		.severity = SEVERITY_CRITICAL,
		.impact = type_impact,
		.impact_count = sizeof type_impact / sizeof type_impact[0],
		.summary = "column public.events.id: type is uuid, expected character varying(36)",
	},
	{
		.change = CHANGE_WRONG_KIND,
		.kind = KIND_table,
		.schema = "public",
		.table = "organizations",
		.name = "organizations",
		.expected = "table",
		.observed = "view",
		.module = MODULE_PREREQUISITES,
		.severity = SEVERITY_CRITICAL,
		.summary = "public.organizations is a view, a table is expected",
	},
	{
		.change = CHANGE_CHANGED,
		.kind = KIND_index,
		.schema = "public",
		.table = "events",
		.name = "ix_events_state",
		.property = "definition",
		.expected =
			"CREATE INDEX ix_events_state ON public.events USING btree (organization_id, state)",
		.observed = "CREATE INDEX ix_events_state ON public.events USING btree (state)",
		.module = MODULE_EVENTS,
		.severity = SEVERITY_WARNING,
		.summary =
			"index ix_events_state of public.events: definition is CREATE INDEX ix_events_state "
			"ON public.events USING btree (state), expected CREATE INDEX ix_events_state "
			"ON public.events USING btree (organization_id, state)",
	},
	{
		.change = CHANGE_FORBIDDEN,
		.kind = KIND_table,
		.schema = "public",
		.table = "blog_posts",
		.name = "blog_posts",
		.observed = "GRANT SELECT ON public.blog_posts TO pgdriftd",
		.module = MODULE_BLOG,
		.severity = SEVERITY_WARNING,
		.summary = "table public.blog_posts is there, but this role has no privilege on it",
	},
	{
		.change = CHANGE_UNEXPECTED,
		.kind = KIND_table,
		.schema = "public",
		.table = "carts",
		.name = "carts",
		.module = MODULE_SHOP,
		.severity = SEVERITY_WARNING,
		.summary = "table public.carts is there, but the module old_shop is not wanted",
	},
	{
		.change = CHANGE_RENAMED,
		.kind = KIND_constraint,
		.schema = "public",
		.table = "events",
		.name = "events_pkey",
		.observed = "events_pk",
		.module = MODULE_EVENTS,
		.severity = SEVERITY_INFO,
		.summary = "constraint events_pkey of public.events is now events_pk",
	},
	{
		.change = CHANGE_MISSING,
		.kind = KIND_schema,
		.name = "audit",
		.module = EXPECTED_NONE,
		.severity = SEVERITY_INFO,
		.summary = "schema audit is missing",
	},
};

struct report *
scene_drift(const char *target)
{
	struct expected *expected = fixture_expected();
	struct fixture fixture;
	struct report *report;

	fixture_begin(&fixture, expected);
	fixture_missing(&fixture, "event_tickets");
	for (size_t i = 0; i < sizeof every_change / sizeof every_change[0]; i++)
		fixture_drift(&fixture, &every_change[i]);
	fixture.outcome->modules[MODULE_SHOP].status = MODULE_UNWANTED;
	fixture.outcome->ignored = 2;
	report = fixture_report(&fixture, target, NULL, NINE, 17);
	expected_unref(expected);
	return report;
}

struct report *
scene_down(const char *target)
{
	struct expected *expected = fixture_expected();
	struct report *report = fixture_failed(
		expected, target, ERR_AUTH, "28P01",
		"connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  "
		"password authentication failed for user \"pgdriftd\"\n",
		NULL, NINE, 1);

	expected_unref(expected);
	return report;
}

struct report *
scene_lost(const char *target)
{
	struct report *good = scene_missing(target);
	struct report *first = fixture_failed(good->expected, target, ERR_CONNECT, "57P01",
	                                      "terminating connection due to administrator command",
	                                      good, NINE + MINUTE, 18);
	struct report *second = fixture_failed(
		good->expected, target, ERR_CONNECT, NULL,
		"connection to server on socket \"/run/postgresql/.s.PGSQL.5432\" "
		"failed: Connection refused\n\tIs the server running locally and "
		"accepting connections on that socket?",
		first, NINE + 2 * MINUTE, 19);

	report_unref(first);
	report_unref(good);
	return second;
}

static const struct unknown unread[] = {
	{
		.kind = KIND_index,
		.schema = "public",
		.table = "events",
		.name = "ix_events_state",
		.reason = "locked",
		.sqlstate = "55P03",
	},
	{
		.kind = KIND_constraint,
		.schema = "public",
		.table = "events",
		.reason = "moving",
	},
	{
		.kind = KIND_revision,
		.schema = "public",
		.table = "alembic_version",
		.name = "version_num",
		.reason = "denied",
		.sqlstate = "42501",
		.hint = "GRANT SELECT (version_num) ON public.alembic_version TO pgdriftd",
	},
	{
		.kind = KIND_type,
		.reason = "too_many_rows",
	},
};

struct report *
scene_partial(const char *target)
{
	struct report *good = scene_in_sync(target);
	struct fixture fixture;
	struct report *report;

	fixture_begin(&fixture, good->expected);
	for (size_t i = 0; i < sizeof unread / sizeof unread[0]; i++)
		fixture_unknown(&fixture, &unread[i]);
	fixture.outcome->modules[MODULE_EVENTS].status = MODULE_UNKNOWN;
	fixture.outcome->objects_read = 377;
	report = fixture_report(&fixture, target, good, NINE + MINUTE, 2);
	report_unref(good);
	return report;
}

struct report *
scene_half(const char *target)
{
	struct expected *expected = fixture_expected();
	struct fixture fixture;
	struct report *report;

	fixture_begin(&fixture, expected);
	fixture_drift(&fixture, &not_null);
	fixture_unknown(&fixture, &unread[0]);
	fixture.outcome->modules[MODULE_EVENTS].status = MODULE_DRIFTED;
	report = fixture_report(&fixture, target, NULL, NINE, 3);
	expected_unref(expected);
	return report;
}

struct report *
scene_stale(const char *target)
{
	struct report *good = scene_in_sync(target);
	struct report *report = report_stale(good, NINE + 3 * MINUTE,
	                                     "no check has ended for 180 s");

	report_unref(good);
	return report;
}

#define HOSTILE "a|b\"c\033[2J\nd\xc2\x9b\x37m\xe2\x80\xae'e\x7f\xc3\xa9=\xff"

struct report *
scene_hostile(void)
{
	static const char *const impact[] = { "index \"" HOSTILE "\" of public.events" };
	static const struct drift drift = {
		.change = CHANGE_CHANGED,
		.kind = KIND_column,
		.schema = "public",
		.table = HOSTILE,
		.name = HOSTILE,
		.property = "default",
		.expected = "'" HOSTILE "'::text",
		.observed = NULL,
		.module = MODULE_EVENTS,
		.severity = SEVERITY_WARNING,
		.impact = impact,
		.impact_count = 1,
		.summary = "column public.\"" HOSTILE "\": default is none, expected '" HOSTILE "'",
	};
	static const struct unknown unknown = {
		.kind = KIND_index,
		.schema = "public",
		.table = HOSTILE,
		.reason = HOSTILE,
		.sqlstate = "4\0332J",
		.hint = "GRANT " HOSTILE,
	};
	struct expected *expected = fixture_expected();
	struct fixture fixture;
	struct report *report;

	expected->name = HOSTILE;
	expected->modules[MODULE_EVENTS].name = HOSTILE;
	expected->items[1].object.schema = HOSTILE;
	fixture_begin(&fixture, expected);
	fixture_missing(&fixture, "events");
	fixture_drift(&fixture, &drift);
	fixture_unknown(&fixture, &unknown);
	report = fixture_report(&fixture, HOSTILE, NULL, NINE, 1);
	report->server.database = HOSTILE;
	expected_unref(expected);
	return report;
}
