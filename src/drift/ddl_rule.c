/* How each kind is created: a new one is a row here. */
#include "drift/clause_priv.h"
#include "drift/ddl_priv.h"

#include <string.h>

#define BIT(kind, property) (UINT32_C(1) << PROPERTY_##kind##_##property)

static const char share[] = "SHARE";
static const char share_row_exclusive[] = "SHARE ROW EXCLUSIVE";
static const char access_exclusive[] = "ACCESS EXCLUSIVE";

/* How a kind is created: a new one is a row here. The first row that fits counts. */
static const struct ddl_rule rules[] = {
	/* clang-format off */
	{ KIND_schema, NULL, STAGE_SCHEMA, ddl_write_schema, 0, 0, 0, NULL, NULL },
	{ KIND_extension, NULL, STAGE_EXTENSION, ddl_write_extension,
	  BIT(extension, version) | BIT(extension, schema), 0, 0, NULL, NULL },
	{ KIND_type, "enum", STAGE_TYPE, ddl_write_enum, BIT(type, labels), 0,
	  BIT(type, labels), NULL, NULL },
	{ KIND_type, "composite", STAGE_TYPE, ddl_write_composite, BIT(type, attributes),
	  BIT(type, attributes), BIT(type, attributes), NULL, NULL },
	{ KIND_type, "domain", STAGE_TYPE, ddl_write_domain,
	  BIT(type, base) | BIT(type, not_null) | BIT(type, default) | BIT(type, collation) |
	  BIT(type, checks),
	  BIT(type, base) | BIT(type, default) | BIT(type, collation) | BIT(type, checks),
	  BIT(type, base), NULL, NULL },
	{ KIND_type, "range", STAGE_TYPE, ddl_write_range, BIT(type, definition),
	  BIT(type, definition), BIT(type, definition), NULL, NULL },
	{ KIND_type, "base", STAGE_BASE_TYPE, ddl_write_base, BIT(type, definition),
	  BIT(type, definition), BIT(type, definition), NULL, NULL },
	{ KIND_language, NULL, STAGE_LANGUAGE, ddl_write_defined,
	  BIT(language, trusted) | BIT(language, definition), BIT(language, definition),
	  BIT(language, definition), NULL, NULL },
	{ KIND_function, NULL, STAGE_FUNCTION, ddl_write_routine, BIT(function, definition),
	  BIT(function, definition), BIT(function, definition), NULL, NULL },
	{ KIND_access_method, NULL, STAGE_FUNCTION, ddl_write_defined,
	  BIT(access_method, definition), BIT(access_method, definition),
	  BIT(access_method, definition), NULL, NULL },
	{ KIND_collation, NULL, STAGE_COLLATION, ddl_write_defined, BIT(collation, definition), 0,
	  BIT(collation, definition), NULL, NULL },
	{ KIND_conversion, NULL, STAGE_OBJECT, ddl_write_defined,
	  BIT(conversion, definition) | BIT(conversion, default), BIT(conversion, definition),
	  BIT(conversion, definition), NULL, NULL },
	{ KIND_cast, NULL, STAGE_OBJECT, ddl_write_defined, BIT(cast, definition),
	  BIT(cast, definition), BIT(cast, definition), NULL, NULL },
	{ KIND_transform, NULL, STAGE_OBJECT, ddl_write_defined, BIT(transform, definition),
	  BIT(transform, definition), BIT(transform, definition), NULL, NULL },
	{ KIND_operator, NULL, STAGE_OPERATOR, ddl_write_defined, BIT(operator, definition),
	  BIT(operator, definition), BIT(operator, definition), NULL, NULL },
	{ KIND_operator_family, NULL, STAGE_OPERATOR, ddl_write_operator_family, 0,
	  BIT(operator_family, members), 0,
	  NULL, NULL },
	{ KIND_operator_class, NULL, STAGE_OPERATOR_CLASS, ddl_write_defined,
	  BIT(operator_class, definition), BIT(operator_class, definition),
	  BIT(operator_class, definition), NULL, NULL },
	{ KIND_text_search_parser, NULL, STAGE_OBJECT, ddl_write_defined,
	  BIT(text_search_parser, definition), BIT(text_search_parser, definition),
	  BIT(text_search_parser, definition), NULL, NULL },
	{ KIND_text_search_template, NULL, STAGE_OBJECT, ddl_write_defined,
	  BIT(text_search_template, definition), BIT(text_search_template, definition),
	  BIT(text_search_template, definition), NULL, NULL },
	{ KIND_text_search_dictionary, NULL, STAGE_OBJECT, ddl_write_text_search_dictionary,
	  BIT(text_search_dictionary, template) | BIT(text_search_dictionary, options),
	  BIT(text_search_dictionary, template), BIT(text_search_dictionary, template),
	  NULL, NULL },
	{ KIND_text_search_configuration, NULL, STAGE_OBJECT, ddl_write_text_search_configuration,
	  BIT(text_search_configuration, parser),
	  BIT(text_search_configuration, parser) | BIT(text_search_configuration, mappings),
	  BIT(text_search_configuration, parser), NULL, NULL },
	{ KIND_foreign_data_wrapper, NULL, STAGE_OBJECT, ddl_write_foreign_data_wrapper,
	  BIT(foreign_data_wrapper, handler) | BIT(foreign_data_wrapper, validator) |
	  BIT(foreign_data_wrapper, options),
	  BIT(foreign_data_wrapper, handler) | BIT(foreign_data_wrapper, validator), 0,
	  NULL, NULL },
	{ KIND_server, NULL, STAGE_OBJECT, ddl_write_server,
	  BIT(server, wrapper) | BIT(server, type) | BIT(server, version) | BIT(server, options),
	  0, BIT(server, wrapper), NULL, NULL },
	{ KIND_user_mapping, NULL, STAGE_OBJECT, ddl_write_user_mapping,
	  BIT(user_mapping, options), 0, 0, NULL, NULL },
	{ KIND_publication, NULL, STAGE_PUBLICATION, ddl_write_publication,
	  BIT(publication, all_tables) | BIT(publication, tables) | BIT(publication, schemas) |
	  BIT(publication, operations) | BIT(publication, via_root) |
	  BIT(publication, generated_columns),
	  BIT(publication, tables), 0, NULL, NULL },
	{ KIND_event_trigger, NULL, STAGE_EVENT_TRIGGER, ddl_write_event_trigger,
	  BIT(event_trigger, event) | BIT(event_trigger, function) | BIT(event_trigger, tags),
	  BIT(event_trigger, function),
	  BIT(event_trigger, event) | BIT(event_trigger, function), NULL, NULL },
	{ KIND_table, NULL, STAGE_TABLE, ddl_write_table,
	  BIT(table, kind) | BIT(table, persistence) | BIT(table, options) |
	  BIT(table, access_method) | BIT(table, tablespace) | BIT(table, partition_key),
	  BIT(table, partition_key) | BIT(table, inherits) | BIT(table, partition_of), 0, NULL,
	  NULL },
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
	{ KIND_sequence, NULL, STAGE_SEQUENCE, ddl_write_sequence,
	  BIT(sequence, type) | BIT(sequence, start) | BIT(sequence, increment) |
	  BIT(sequence, minimum) | BIT(sequence, maximum) | BIT(sequence, cache) |
	  BIT(sequence, cycle), 0, 0, NULL, NULL },
	{ KIND_view, NULL, STAGE_VIEW, ddl_write_view, BIT(view, definition) | BIT(view, options),
	  BIT(view, definition), BIT(view, definition), NULL, NULL },
	{ KIND_materialized_view, NULL, STAGE_VIEW, ddl_write_materialized_view,
	  BIT(materialized_view, definition) | BIT(materialized_view, populated) |
	  BIT(materialized_view, options) | BIT(materialized_view, access_method) |
	  BIT(materialized_view, tablespace),
	  BIT(materialized_view, definition), BIT(materialized_view, definition), NULL, NULL },
	{ KIND_statistics, NULL, STAGE_STATISTICS, ddl_write_statistics,
	  BIT(statistics, definition), BIT(statistics, definition), BIT(statistics, definition),
	  NULL, NULL },
	{ KIND_trigger, NULL, STAGE_TRIGGER, ddl_write_trigger, BIT(trigger, definition),
	  BIT(trigger, definition), BIT(trigger, definition), share_row_exclusive, NULL },
	{ KIND_rule, NULL, STAGE_TRIGGER, ddl_write_rule, BIT(rule, definition),
	  BIT(rule, definition), BIT(rule, definition), access_exclusive, NULL },
	{ KIND_policy, NULL, STAGE_POLICY, ddl_write_policy,
	  BIT(policy, command) | BIT(policy, permissive) | BIT(policy, roles) |
	  BIT(policy, using) | BIT(policy, check),
	  BIT(policy, using) | BIT(policy, check), 0, access_exclusive, NULL },
	{ KIND_privilege, NULL, STAGE_PRIVILEGE, ddl_write_privilege, BIT(privilege, grantable), 0,
	  0, NULL, NULL },
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

const struct ddl_rule *
ddl_rule_of(const struct object *object)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		if (rules[i].kind == object->kind &&
		    (rules[i].subtype == NULL || is_subtype(object, rules[i].subtype)))
			return &rules[i];
	}
	return NULL;
}
