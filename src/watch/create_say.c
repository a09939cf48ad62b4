/* The server's objections in words that a person can act on. */
#include "create_priv.h"

#include "model/ident.h"

#include <string.h>

static void
add_role(struct text *out, const char *role)
{
	text_add(out, "role ");
	ident_quote(out, role);
}

static void
say_writable(const struct right *right, const char *detail, const char *role, struct text *out)
{
	(void)right;
	(void)role;
	text_add(out,
	         strcmp(detail, "standby") == 0
	                 ? "the server is a standby, and takes no writes (25006)"
	                 : "default_transaction_read_only is on, so nothing is written (25006)");
}

static void
say_taken(const struct right *right, const char *detail, const char *role, struct text *out)
{
	(void)role;
	text_addf(out, "the name ");
	ident_quote_qualified(out, right->schema, right->name);
	text_addf(out, " is taken by %s %s", strchr("aeiou", *detail) != NULL ? "an" : "a", detail);
}

static void
say_create(const struct right *right, const char *detail, const char *role, struct text *out)
{
	(void)detail;
	add_role(out, role);
	text_add(out, " must not create in schema ");
	ident_quote(out, right->schema);
	text_add(out, " (42501); it would take: GRANT USAGE, CREATE ON SCHEMA ");
	ident_quote(out, right->schema);
	text_add(out, " TO ");
	ident_quote(out, role);
}

static void
say_database(const struct right *right, const char *detail, const char *role, struct text *out)
{
	(void)right;
	add_role(out, role);
	text_add(out, " must not create schemas (42501); it would take: GRANT CREATE ON DATABASE ");
	ident_quote(out, detail);
	text_add(out, " TO ");
	ident_quote(out, role);
}

static void
say_owner(const struct right *right, const char *detail, const char *role, struct text *out)
{
	add_role(out, role);
	text_add(out, " does not own ");
	ident_quote_qualified(out, right->schema, right->name);
	text_add(out, " (42501); it would take: GRANT ");
	ident_quote(out, detail);
	text_add(out, " TO ");
	ident_quote(out, role);
}

static void
say_references(const struct right *right, const char *detail, const char *role, struct text *out)
{
	(void)detail;
	add_role(out, role);
	text_add(out, " must not refer to ");
	ident_quote_qualified(out, right->schema, right->name);
	text_add(out, " (42501); it would take: GRANT REFERENCES ON TABLE ");
	ident_quote_qualified(out, right->schema, right->name);
	text_add(out, " TO ");
	ident_quote(out, role);
}

static void
say_become(const struct right *right, const char *detail, const char *role, struct text *out)
{
	(void)right;
	add_role(out, role);
	text_add(out, ", which the manifest states as an owner, ");
	if (strcmp(detail, "no_role") == 0) {
		text_add(out, "does not exist");
		return;
	}
	text_add(out,
	         "is none that the role that creates may become (42501); it would take: GRANT ");
	ident_quote(out, role);
	text_addf(out, " %s", detail);
}

static void
say_grantee(const struct right *right, const char *detail, const char *role, struct text *out)
{
	(void)right;
	(void)detail;
	add_role(out, role);
	text_add(out, ", to which the manifest grants a privilege, does not exist");
}

static const struct {
	const char *what;
	void (*say)(const struct right *right, const char *detail, const char *role,
	            struct text *out);
} answers[] = {
	{ "writable", say_writable },     { "relation", say_taken },    { "type", say_taken },
	{ "create", say_create },         { "database", say_database }, { "owner", say_owner },
	{ "references", say_references }, { "become", say_become },     { "grantee", say_grantee },
};

void
create_say(const struct right *right, const char *detail, const char *role, struct text *out)
{
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		if (strcmp(answers[i].what, right->what) == 0)
			answers[i].say(right, detail, role, out);
	}
}
