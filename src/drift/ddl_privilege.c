/* Privileges: what is granted, what its owner has lost, and what everybody has by default and must not
 * have. */
#include "drift/ddl_priv.h"
#include "model/ident.h"

#include <string.h>

/* "app_ro", "SELECT" of "app_ro SELECT on column email". */
struct grant {
	const char *grantee;
	const char *privilege;
	bool lost; /* it was the owner's, and is no more */
};

static bool
take_apart(const struct object *object, struct arena *arena, struct grant *ret_grant)
{
	size_t length = strlen(object->name);
	char *name;
	char *blank;

	if (object->host != NULL) {
		struct text tail = { 0 };

		object_guest_name("", object->host_kind, object->host, &tail);
		if (tail.length >= length ||
		    strcmp(object->name + length - tail.length, text_str(&tail)) != 0)
			length = 0;
		else
			length -= tail.length;
		text_done(&tail);
	}
	name = arena_strndup(arena, object->name, length);
	blank = strrchr(name, ' ');
	if (blank == NULL || blank == name)
		return false;
	*blank = '\0';
	ret_grant->lost = blank[1] == '-';
	ret_grant->grantee = name;
	ret_grant->privilege = blank + 1 + ret_grant->lost;
	return ret_grant->privilege[0] != '\0' &&
	       ret_grant->privilege[strspn(ret_grant->privilege, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] ==
	               '\0';
}

const char *
ddl_grantee(const struct object *object, struct arena *arena)
{
	struct grant grant;

	if (object->kind != KIND_privilege || !take_apart(object, arena, &grant) ||
	    strcmp(grant.grantee, "public") == 0)
		return NULL;
	return grant.grantee;
}

static void
add_grantee(const char *grantee, struct text *out)
{
	if (strcmp(grantee, "public") == 0)
		text_add(out, "PUBLIC");
	else
		ident_quote(out, grantee);
}

/* What it is granted on. USAGE of a relation is one of a sequence. */
static bool
add_host(const struct ddl_source *source, const struct grant *grant, struct text *out,
         struct err *err)
{
	const struct object *object = source->object;
	struct object host = { .kind = object->host_kind,
		               .schema = object->schema,
		               .name = object->host };
	const struct ddl_source hosting = { &host, NULL, 0, source->place };

	if (object->table != NULL) {
		text_add(out, strcmp(grant->privilege, "USAGE") == 0 ? "SEQUENCE " : "TABLE ");
		ddl_add_table(source, out);
		return true;
	}
	if (object->host_kind == KIND_server)
		text_add(out, "FOREIGN ");
	return ddl_add_address(&hosting, out, err);
}

bool
ddl_write_privilege(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *object = source->object;
	struct arena arena = { 0 };
	struct grant grant;
	bool ok = take_apart(object, &arena, &grant);

	if (!ok)
		ddl_refuse(object, err, "its name is not that of a role and of a privilege");
	if (ok) {
		text_addf(out, "%s %s ", grant.lost ? "REVOKE" : "GRANT", grant.privilege);
		if (object->table != NULL && object->host != NULL) {
			text_add(out, "(");
			ident_quote(out, object->host);
			text_add(out, ") ");
		}
		text_add(out, "ON ");
		ok = add_host(source, &grant, out, err);
		text_add(out, grant.lost ? " FROM " : " TO ");
		add_grantee(grant.grantee, out);
		if (ddl_is_true(object, PROPERTY_privilege_grantable))
			text_add(out, " WITH GRANT OPTION");
	}
	arena_done(&arena);
	return ok;
}

/* What everybody may do with it, once it is there; of kinds whose privileges are read, that is: of others
 * a manifest's silence says nothing. */
const char *
ddl_everybodys(const struct object *object)
{
	if (object->kind == KIND_function)
		return "EXECUTE";
	/* A language that is not trusted is nobody's but a superuser's. */
	if (object->kind == KIND_language)
		return ddl_is_true(object, PROPERTY_language_trusted) ? "USAGE" : NULL;
	return object->kind == KIND_type ? "USAGE" : NULL;
}

bool
ddl_write_revoke(const struct object *object, struct text *out)
{
	static const struct ddl_place own = { NULL, NULL, false };
	const struct ddl_source source = { object, NULL, 0, &own };

	text_addf(out, "REVOKE %s ON ", ddl_everybodys(object));
	if (!ddl_add_address(&source, out, NULL))
		return false;
	text_add(out, " FROM PUBLIC");
	return true;
}
