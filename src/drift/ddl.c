#include "drift/ddl.h"

#include "drift/clause_priv.h"
#include "drift/ddl_priv.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define BIT(kind, property) (UINT32_C(1) << PROPERTY_##kind##_##property)

static const char share[] = "SHARE";
static const char share_row_exclusive[] = "SHARE ROW EXCLUSIVE";
static const char access_exclusive[] = "ACCESS EXCLUSIVE";

/* How a kind is created: a new one is a row here. The first row that fits counts. */
static const struct rule {
	enum kind kind;
	const char *subtype; /* NULL: any */
	enum ddl_stage stage;
	ddl_write_fn *write;
	uint32_t writes;   /* the properties that the statement carries */
	uint32_t mentions; /* those of them that may name other objects */
	uint32_t needs;    /* those of them that it cannot do without */
	/* Locks on the table that it is put on, and on the one that it refers to; NULL: none that
	 * anybody could feel. */
	const char *host_lock;
	const char *other_lock;
} rules[] = {
	/* clang-format off */
	{ KIND_schema, NULL, STAGE_SCHEMA, ddl_write_schema, 0, 0, 0, NULL, NULL },
	{ KIND_type, NULL, STAGE_TYPE, ddl_write_type, BIT(type, labels), 0,
	  BIT(type, labels), NULL, NULL },
	{ KIND_table, NULL, STAGE_TABLE, ddl_write_table, BIT(table, kind), 0, 0, NULL, NULL },
	{ KIND_column, NULL, STAGE_COLUMN, ddl_write_column,
	  BIT(column, type) | BIT(column, not_null) | BIT(column, default) | BIT(column, identity) |
	  BIT(column, generated) | BIT(column, collation),
	  BIT(column, type) | BIT(column, default) | BIT(column, generated) | BIT(column, collation),
	  BIT(column, type), access_exclusive, NULL },
	{ KIND_constraint, "primary_key", STAGE_KEY, ddl_write_constraint,
	  BIT(constraint, definition), BIT(constraint, definition),
	  BIT(constraint, definition), access_exclusive, NULL },
	{ KIND_constraint, "unique", STAGE_KEY, ddl_write_constraint,
	  BIT(constraint, definition), BIT(constraint, definition),
	  BIT(constraint, definition), access_exclusive, NULL },
	{ KIND_constraint, "check", STAGE_CHECK, ddl_write_constraint,
	  BIT(constraint, definition), BIT(constraint, definition),
	  BIT(constraint, definition), access_exclusive, NULL },
	{ KIND_constraint, "exclusion", STAGE_CHECK, ddl_write_constraint,
	  BIT(constraint, definition), BIT(constraint, definition),
	  BIT(constraint, definition), access_exclusive, NULL },
	{ KIND_constraint, "foreign_key", STAGE_FOREIGN_KEY, ddl_write_constraint,
	  BIT(constraint, definition), BIT(constraint, definition),
	  BIT(constraint, definition),
	  share_row_exclusive, share_row_exclusive },
	{ KIND_index, NULL, STAGE_INDEX, ddl_write_index,
	  BIT(index, definition), BIT(index, definition), BIT(index, definition), share, NULL },
	/* clang-format on */
};

/* Whether the value begins with the words of the prefix, in any case and with any blanks between:
 * what people write is of the same subtype as what the server writes. */
static bool
begins_like(const char *value, const char *prefix)
{
	struct arena arena = { 0 };
	bool begins = clause_take(&value, prefix, &arena, NULL);

	arena_done(&arena);
	return begins;
}

static bool
is_subtype(const struct object *object, const char *word)
{
	for (const struct subtype_info *row = kind_subtypes; row->word != NULL; row++) {
		const char *value;

		if (row->kind != object->kind || strcmp(row->word, word) != 0)
			continue;
		value = row->property == SUBTYPE_NAME ? object->name : object->value[row->property];
		if (value != NULL && begins_like(value, row->prefix))
			return true;
	}
	return false;
}

static const struct rule *
rule_of(const struct object *object)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		if (rules[i].kind == object->kind &&
		    (rules[i].subtype == NULL || is_subtype(object, rules[i].subtype)))
			return &rules[i];
	}
	return NULL;
}

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
		if (row->kind == object->kind && row->property != SUBTYPE_NAME &&
		    ddl_stated(object, row->property, err) == NULL)
			return false;
	}
	return ddl_refuse(object, err, "there is no way to create it");
}

bool
ddl_writable(const struct object *object, struct err *err)
{
	const struct kind_info *info = &kind_table[object->kind];
	const struct rule *rule = rule_of(object);

	for (size_t i = 0; rule != NULL && i < info->property_count; i++) {
		const char *value = object->value[i];
		const char *unstated = info->properties[i].unstated;

		if (!(object->stated & (UINT32_C(1) << i)) || value == NULL ||
		    (rule->writes & (UINT32_C(1) << i)))
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
	bool ok = ddl_writable(object, err) && rule_of(object)->write(&source, &statement, err);

	if (ok)
		text_addn(out, statement.bytes, statement.length);
	text_done(&statement);
	return ok;
}

bool
ddl_states_enough(const struct object *object)
{
	const struct rule *rule = rule_of(object);

	for (size_t i = 0; rule != NULL && i < kind_table[object->kind].property_count; i++) {
		if ((rule->needs & (UINT32_C(1) << i)) && object->value[i] == NULL)
			return false;
	}
	return rule != NULL;
}

enum ddl_stage
ddl_stage(const struct object *object)
{
	const struct rule *rule = rule_of(object);

	return rule == NULL ? STAGE_NONE : rule->stage;
}

const char *
ddl_stage_word(enum ddl_stage stage)
{
	static const char *const words[STAGE_COUNT] = {
		[STAGE_SCHEMA] = "schemas",
		[STAGE_TYPE] = "types",
		[STAGE_TABLE] = "tables",
		[STAGE_COLUMN] = "columns",
		[STAGE_KEY] = "primary keys and unique constraints",
		[STAGE_CHECK] = "checks",
		[STAGE_INDEX] = "indexes",
		[STAGE_FOREIGN_KEY] = "foreign keys",
	};

	return words[stage];
}

size_t
ddl_locks(const struct object *object, struct arena *arena,
          struct ddl_lock ret_locks[DDL_LOCKS_MAX])
{
	const struct rule *rule = rule_of(object);
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
ddl_mentions(const struct object *object)
{
	const struct rule *rule = rule_of(object);

	return rule == NULL ? 0 : rule->mentions;
}
