#include "pg/conninfo.h"

#include "base/text.h"
#include "conninfo_priv.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

static void
wipe(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
}

void
conninfo_free(struct conninfo *conninfo)
{
	if (conninfo == NULL)
		return;
	for (size_t i = 0; i < conninfo->count; i++) {
		wipe(conninfo->value[i]);
		free(conninfo->value[i]);
		free(conninfo->keyword[i]);
	}
	arena_done(&conninfo->arena);
	free(conninfo);
}

static size_t
find(const struct conninfo *conninfo, const char *keyword)
{
	size_t i = 0;

	while (i < conninfo->count && strcmp(conninfo->keyword[i], keyword) != 0)
		i++;
	return i;
}

void
conninfo_set(struct conninfo *conninfo, const char *keyword, const char *value, bool secret)
{
	size_t i = find(conninfo, keyword);

	if (value == NULL || value[0] == '\0' || i == CONNINFO_KEYWORDS)
		return;
	if (i == conninfo->count) {
		conninfo->keyword[conninfo->count++] = mem_strdup(keyword);
	} else {
		wipe(conninfo->value[i]);
		free(conninfo->value[i]);
	}
	conninfo->value[i] = mem_strdup(value);
	conninfo->secret[i] = secret;
}

const char *
conninfo_get(const struct conninfo *conninfo, const char *keyword)
{
	size_t i = find(conninfo, keyword);

	return i == conninfo->count || conninfo->secret[i] ? NULL : conninfo->value[i];
}

static void
options_free(PQconninfoOption *options)
{
	for (PQconninfoOption *option = options; option != NULL && option->keyword != NULL;
	     option++) {
		if (strchr(option->dispchar, '*') != NULL)
			wipe(option->val);
	}
	PQconninfoFree(options);
}

static const char *
option_value(const PQconninfoOption *options, const char *keyword)
{
	for (const PQconninfoOption *option = options; option->keyword != NULL; option++) {
		if (strcmp(option->keyword, keyword) == 0)
			return option->val;
	}
	return NULL;
}

/* Kerberos tickets are asked for over the network within libpq, which would stop the loop: only
 * where somebody wants that. */
static void
leave_kerberos(struct conninfo *conninfo, const PQconninfoOption *stated)
{
	const char *mode = conninfo_get(conninfo, "gssencmode");

	if (option_value(stated, "gssencmode") == NULL && getenv("PGGSSENCMODE") == NULL &&
	    mode != NULL && strcmp(mode, "prefer") == 0)
		conninfo_set(conninfo, "gssencmode", "disable", false);
}

static bool
check_values(const struct conninfo *conninfo, struct err *err)
{
	static const char *const modes[] = { "disable", "allow",     "prefer",
		                             "require", "verify-ca", "verify-full" };
	const char *sslmode = conninfo_get(conninfo, "sslmode");
	const char *dbname = conninfo_get(conninfo, "dbname");
	bool known = sslmode == NULL;

	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
		known |= sslmode != NULL && strcmp(sslmode, modes[i]) == 0;
	if (!known)
		return err_set(err, ERR_CONFIG,
		               "connection string: sslmode is one of disable, allow, prefer, "
		               "require, verify-ca, verify-full");
	/* It would be shown wherever the database is named. */
	if (dbname != NULL && (strchr(dbname, '=') != NULL || strstr(dbname, "://") != NULL))
		return err_set(err, ERR_CONFIG,
		               "connection string: dbname is a connection "
		               "string itself; it must be a name");
	return true;
}

static bool
fill(struct conninfo *conninfo, const PQconninfoOption *stated, struct err *err)
{
	if (!conninfo_defaults(conninfo, option_value(stated, "service"), err))
		return false;
	for (const PQconninfoOption *option = stated; option->keyword != NULL; option++) {
		if (strcmp(option->keyword, "service") != 0)
			conninfo_set(conninfo, option->keyword, option->val,
			             strchr(option->dispchar, '*') != NULL);
	}
	leave_kerberos(conninfo, stated);
	return check_values(conninfo, err) && conninfo_split_hosts(conninfo, err);
}

bool
conninfo_parse(const char *verbatim, struct conninfo **ret_conninfo, struct err *err)
{
	char *complaint = NULL;
	PQconninfoOption *stated = PQconninfoParse(verbatim, &complaint);
	struct conninfo *conninfo;
	bool filled;

	if (stated == NULL) {
		conninfo_complain(verbatim, complaint, err);
		wipe(complaint);
		PQfreemem(complaint);
		return false;
	}
	conninfo = mem_alloc(sizeof *conninfo);
	filled = fill(conninfo, stated, err);
	options_free(stated);
	if (!filled) {
		conninfo_free(conninfo);
		return false;
	}
	*ret_conninfo = conninfo;
	return true;
}

/* Quoted as a connection string would have it, where that is needed. */
static void
add_value(struct text *out, const char *value)
{
	bool bare = value[strcspn(value, " \t\r\n'\\")] == '\0';

	if (bare) {
		text_add(out, value);
		return;
	}
	text_addc(out, '\'');
	for (; *value != '\0'; value++) {
		if (*value == '\'' || *value == '\\')
			text_addc(out, '\\');
		text_addc(out, *value);
	}
	text_addc(out, '\'');
}

char *
conninfo_describe(const struct conninfo *conninfo)
{
	static const char *const shown[] = { "host", "hostaddr", "port", "dbname", "user" };
	struct text out = { 0 };

	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
		const char *value = conninfo_get(conninfo, shown[i]);

		if (value == NULL)
			continue;
		if (out.length > 0)
			text_addc(&out, ' ');
		text_addf(&out, "%s=", shown[i]);
		add_value(&out, value);
	}
	text_add(&out, "");
	return text_take(&out);
}
