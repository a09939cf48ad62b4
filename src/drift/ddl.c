#include "drift/ddl.h"

#include "drift/clause_priv.h"
#include "drift/ddl_priv.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* --- refusals ----------------------------------------------------------------------------------- */

bool
ddl_refuse(const struct object *object, struct err *err, const char *format, ...)
{
	char why[ERR_MESSAGE_BYTES];
	struct text name = { 0 };
	va_list list;

	va_start(list, format);
	vsnprintf(why, sizeof why, format, list);
	va_end(list);
	object_describe(object->kind, object->schema, object->table, object->name, &name);
	err_set(err, ERR_MANIFEST, "%s: %s", text_str(&name), why);
	text_done(&name);
	return false;
}

static const char *
property_word(const struct object *object, size_t property)
{
	return kind_table[object->kind].properties[property].word;
}

bool
ddl_refuse_text(const struct object *object, size_t property, const char *why, struct err *err)
{
	return ddl_refuse(object, err, "its %s cannot be used: %s", property_word(object, property),
	                  why);
}

const char *
ddl_stated(const struct object *object, size_t property, struct err *err)
{
	if (object->value[property] == NULL)
		ddl_refuse(object, err, "the manifest does not state its %s",
		           property_word(object, property));
	return object->value[property];
}

const char *
ddl_clause(const struct object *object, size_t property, struct err *err)
{
	const char *text = ddl_stated(object, property, err);
	const char *why;

	if (text == NULL)
		return NULL;
	why = clause_unsound(text);
	if (why == NULL)
		return text;
	ddl_refuse_text(object, property, why, err);
	return NULL;
}

/* No row fits: because what tells its subtype is not stated, or because there is none. */
static bool
refuse_kind(const struct object *object, struct err *err)
{
	for (const struct subtype_info *row = kind_subtypes; row->word != NULL; row++) {
		if (object_subtype(object) != NULL)
			break;
		if (row->kind == object->kind && row->property != SUBTYPE_NAME &&
		    ddl_stated(object, row->property, err) == NULL)
			return false;
	}
	return ddl_refuse(object, err, "there is no way to create it");
}

bool
ddl_is_true(const struct object *object, size_t property)
{
	return object->value[property] != NULL && strcmp(object->value[property], "true") == 0;
}

bool
ddl_writable(const struct object *object, struct err *err)
{
	const struct kind_info *info = &kind_table[object->kind];
	const struct ddl_rule *rule = ddl_rule_of(object);

	for (size_t i = 0; rule != NULL && i < info->property_count; i++) {
		const char *value = object->value[i];
		const char *unstated = info->properties[i].unstated;

		if (!(object->stated & (UINT32_C(1) << i)) || value == NULL ||
		    (rule->writes & (UINT32_C(1) << i)) ||
		    strcmp(info->properties[i].word, "owner") == 0 ||
		    ddl_is_more(object->kind, info->properties[i].word))
			continue;
		if (unstated == NULL || unstated == kind_never || strcmp(unstated, value) != 0)
			return ddl_refuse(object, err, "there is no way to create its %s",
			                  info->properties[i].word);
	}
	return rule != NULL || refuse_kind(object, err);
}

/* --- the surface -------------------------------------------------------------------------------- */

bool
ddl_write(const struct object *object, const struct object *const *columns, size_t column_count,
          const struct ddl_place *place, struct text *out, struct err *err)
{
	static const struct ddl_place own = { NULL, NULL, false };
	struct ddl_source source = { object, columns, column_count, place == NULL ? &own : place };
	struct text statement = { 0 };
	bool ok = ddl_writable(object, err) && ddl_rule_of(object)->write(&source, &statement, err);

	if (ok)
		text_addn(out, statement.bytes, statement.length);
	text_done(&statement);
	return ok;
}

bool
ddl_states_enough(const struct object *object)
{
	const struct ddl_rule *rule = ddl_rule_of(object);

	for (size_t i = 0; rule != NULL && i < kind_table[object->kind].property_count; i++) {
		if ((rule->needs & (UINT32_C(1) << i)) && object->value[i] == NULL)
			return false;
	}
	return rule != NULL && (object->kind != KIND_table || ddl_is_plain_table(object));
}

enum ddl_stage
ddl_stage(const struct object *object)
{
	const struct ddl_rule *rule = ddl_rule_of(object);

	return rule == NULL ? STAGE_NONE : rule->stage;
}

const char *
ddl_stage_word(enum ddl_stage stage)
{
	static const char *const words[STAGE_COUNT] = {
		[STAGE_SCHEMA] = "schemas",
		[STAGE_EXTENSION] = "extensions",
		[STAGE_LANGUAGE] = "languages",
		[STAGE_COLLATION] = "collations",
		[STAGE_TYPE] = "types",
		[STAGE_SEQUENCE] = "sequences",
		[STAGE_FUNCTION] = "functions",
		[STAGE_BASE_TYPE] = "base types",
		[STAGE_OPERATOR] = "operators",
		[STAGE_OPERATOR_CLASS] = "operator classes",
		[STAGE_OBJECT] = "casts, text search and foreign data",
		[STAGE_TABLE] = "tables",
		[STAGE_COLUMN] = "columns",
		[STAGE_KEY] = "primary keys and unique constraints",
		[STAGE_CHECK] = "checks",
		[STAGE_INDEX] = "indexes",
		[STAGE_FOREIGN_KEY] = "foreign keys",
		[STAGE_VIEW] = "views",
		[STAGE_STATISTICS] = "extended statistics",
		[STAGE_TRIGGER] = "triggers and rules",
		[STAGE_POLICY] = "policies",
		[STAGE_PUBLICATION] = "publications",
		[STAGE_EVENT_TRIGGER] = "event triggers",
		[STAGE_PRIVILEGE] = "privileges",
		[STAGE_COMMENT] = "comments",
	};

	return words[stage];
}

size_t
ddl_locks(const struct object *object, struct arena *arena,
          struct ddl_lock ret_locks[DDL_LOCKS_MAX])
{
	const struct ddl_rule *rule = ddl_rule_of(object);
	struct clause_name other;
	size_t count = 0;

	if (rule == NULL || rule->host_lock == NULL)
		return 0;
	ret_locks[count++] = (struct ddl_lock){ object->schema, object->table, rule->host_lock };
	if (rule->other_lock == NULL || !ddl_referenced(object, arena, &other) ||
	    other.schema == NULL ||
	    (strcmp(other.schema, object->schema) == 0 && strcmp(other.name, object->table) == 0))
		return count;
	ret_locks[count++] = (struct ddl_lock){ other.schema, other.name, rule->other_lock };
	return count;
}

uint32_t
ddl_writes(const struct object *object)
{
	const struct ddl_rule *rule = ddl_rule_of(object);

	return rule == NULL ? 0 : rule->writes;
}

uint32_t
ddl_mentions(const struct object *object)
{
	const struct ddl_rule *rule = ddl_rule_of(object);

	return rule == NULL ? 0 : rule->mentions;
}
