/* Where the watch may create by itself. Whoever is not sure does not. */
#include "creating_priv.h"

#include "base/text.h"
#include "model/ident.h"

#include <string.h>

size_t
creating_count(const struct creating *creating, const struct outcome *outcome, size_t *ret_before)
{
	const bool *before = seen_before(creating->watched->seen);
	size_t missing = 0, left = 0;

	for (size_t i = 0; i < outcome->gap_count; i++) {
		const struct gap *gap = &outcome->gaps[i];
		const struct expected_item *item = &outcome->expected->items[gap->item];

		if (gap->change != CHANGE_MISSING || gap->ignored ||
		    item->object.kind != KIND_table || item->module == EXPECTED_NONE ||
		    !creating->modules[item->module])
			continue;
		if (before[gap->item])
			left++;
		else
			missing++;
	}
	*ret_before = left;
	return missing;
}

static bool
is_known_database(const struct creating *creating, const struct server *server, struct err *err)
{
	struct text role = { 0 };

	switch (seen_identify(creating->watched->seen, server)) {
	case SEEN_FIRST:
	case SEEN_SAME:
		return true;
	case SEEN_ANOTHER:
		return err_set(err, ERR_CONFIG,
		               "this is not the database that was met first (here: system "
		               "identifier %s, database %s, oid %s)",
		               server->system_identifier == NULL ? "unknown"
		                                                 : server->system_identifier,
		               server->database, server->database_oid);
	case SEEN_UNTOLD:
		break;
	}
	ident_quote(&role, server->user == NULL ? "" : server->user);
	err_set(err, ERR_SERVER,
	        "which database this is cannot be told; it would take: GRANT EXECUTE ON FUNCTION "
	        "pg_catalog.pg_control_system() TO %s",
	        text_str(&role));
	text_done(&role);
	return false;
}

/* What the modules stand on is there, and is what it should be. */
static bool
prerequisites_stand(const struct outcome *outcome, struct err *err)
{
	const struct expected *expected = outcome->expected;

	for (size_t i = 0; i < outcome->drift_count; i++) {
		const struct drift *drift = &outcome->drifts[i];

		if (drift->module == MODULE_PREREQUISITES && drift->change != CHANGE_UNEXPECTED &&
		    drift->change != CHANGE_FORBIDDEN)
			return err_set(err, ERR_SERVER, "the prerequisites do not stand: %s",
			               drift->summary);
	}
	for (size_t i = 0; i < outcome->gap_count; i++) {
		if (expected->items[outcome->gaps[i].item].module == MODULE_PREREQUISITES)
			return err_set(
				err, ERR_SERVER,
				"the prerequisites do not stand, and an ignore rule hides it");
	}
	for (size_t i = 0; i < expected->item_count; i++) {
		const struct object *object = &expected->items[i].object;

		if (expected->items[i].module == MODULE_PREREQUISITES &&
		    report_unread(outcome, object->kind, object->schema, object->table,
		                  object->name))
			return err_set(err, ERR_SERVER,
			               "the prerequisites could not be read: %s %s",
			               kind_table[object->kind].word, object->name);
	}
	return true;
}

bool
creating_allowed(const struct creating *creating, const struct server *server,
                 const struct outcome *outcome, struct err *err)
{
	const struct seen *seen = creating->watched->seen;
	struct err why = { 0 };

	if (!is_known_database(creating, server, err))
		return false;
	if (!seen_kept(seen, &why))
		return err_set(err, ERR_IO, "what was ever seen here is not kept: %s", why.message);
	if (server->in_recovery)
		return err_set_sqlstate(err, ERR_SERVER, "25006",
		                        "the server is a standby, and takes no writes (25006)");
	if (seen_none_left(seen, outcome))
		return err_set(err, ERR_SERVER, "none of the tables that were ever there is there");
	return prerequisites_stand(outcome, err);
}

bool
creating_login_allowed(const struct creating *creating, const struct server *server,
                       struct err *err)
{
	const struct watch_target *config = &creating->watched->config;

	if (!server->superuser || config->create_as_superuser)
		return true;
	return err_set(err, ERR_CONFIG,
	               "role %s is a superuser: name another one in create_conninfo, or say "
	               "create_as_superuser = on",
	               server->user == NULL ? "" : server->user);
}
