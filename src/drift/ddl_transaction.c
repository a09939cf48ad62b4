#include "drift/ddl_transaction.h"

#include "model/ident.h"

#include <stddef.h>

const struct ddl_limits ddl_limits_standard = {
	.lock_timeout_ms = 2000,
	.statement_timeout_ms = 30000,
	.idle_in_transaction_session_timeout_ms = 10000,
};

const struct ddl_setting ddl_settings[] = {
	{ "client_encoding", "UTF8" },
	{ "standard_conforming_strings", "on" },
	{ "search_path", "" },
	{ "DateStyle", "ISO, YMD" },
	{ "IntervalStyle", "postgres" },
	{ "TimeZone", "UTC" },
	{ "check_function_bodies", "off" },
	{ NULL, NULL },
};

const char ddl_advisory_lock[] = "SELECT pg_catalog.pg_advisory_xact_lock(" DDL_LOCK_KEY ")";

static void
add_limit(struct text *out, const char *name, int limit_ms)
{
	text_addf(out, "SET LOCAL %s = '%dms';\n", name, limit_ms);
}

void
ddl_open(const struct ddl_limits *limits, struct text *out)
{
	text_add(out, "BEGIN;\n");
	for (const struct ddl_setting *setting = ddl_settings; setting->name != NULL; setting++) {
		text_addf(out, "SET LOCAL %s = ", setting->name);
		ident_literal(out, setting->value);
		text_add(out, ";\n");
	}
	add_limit(out, "lock_timeout", limits->lock_timeout_ms);
	add_limit(out, "statement_timeout", limits->statement_timeout_ms);
	add_limit(out, "idle_in_transaction_session_timeout",
	          limits->idle_in_transaction_session_timeout_ms);
	text_addf(out, "%s;\n", ddl_advisory_lock);
}

void
ddl_close(struct text *out)
{
	text_add(out, "COMMIT;\n");
}
