/* What no CREATE can say: statements that follow it, each a property's, or one for each of its
 * elements. */
#include "drift/clause_priv.h"
#include "drift/ddl_priv.h"
#include "model/array.h"
#include "model/ident.h"
#include "model/token.h"

#include <string.h>

typedef bool more_fn(const struct ddl_source *source, const char *value, struct text *out,
                     struct err *err);

static bool
add_mapping(const struct ddl_source *source, const char *mapping, struct text *out, struct err *err)
{
	const char *why = clause_unsound(mapping);
	struct arena arena = { 0 };
	struct clause_name token;
	const char *at = mapping;

	if (why == NULL && (!clause_take(&at, "@ WITH *", &arena, &token) || token.schema != NULL))
		why = "one is not a kind of token and its dictionaries";
	arena_done(&arena);
	if (why != NULL)
		return ddl_refuse_text(source->object, PROPERTY_text_search_configuration_mappings,
		                       why, err);
	text_add(out, "ALTER ");
	if (!ddl_add_address(source, out, err))
		return false;
	text_addf(out, " ADD MAPPING FOR %s", mapping);
	return true;
}

static bool
add_member(const struct ddl_source *source, const char *member, struct text *out, struct err *err)
{
	const char *why = clause_unsound(member);
	const char *at = member;

	if (why == NULL && !clause_take(&at, "OPERATOR *", NULL, NULL) &&
	    !clause_take(&at, "FUNCTION *", NULL, NULL))
		why = "one is neither an operator nor a function";
	if (why != NULL)
		return ddl_refuse_text(source->object, PROPERTY_operator_family_members, why, err);
	text_add(out, "ALTER ");
	if (!ddl_add_address(source, out, err))
		return false;
	text_addf(out, " ADD %s", member);
	return true;
}

static bool
add_enabled(const struct ddl_source *source, const char *enabled, struct text *out, struct err *err)
{
	static const char *const ways[][2] = {
		{ "origin", "ENABLE" },
		{ "replica", "ENABLE REPLICA" },
		{ "always", "ENABLE ALWAYS" },
		{ "disabled", "DISABLE" },
	};
	size_t way = 0;

	while (way < sizeof ways / sizeof *ways && strcmp(ways[way][0], enabled) != 0)
		way++;
	if (way == sizeof ways / sizeof *ways)
		return ddl_refuse(source->object, err, "it cannot be enabled as \"%s\"", enabled);
	text_add(out, "ALTER ");
	if (!ddl_add_address(source, out, err))
		return false;
	text_addf(out, " %s", ways[way][1]);
	return true;
}

/* ALTER TABLE host, and what the value stands for. */
static bool
alter_host(const struct ddl_source *source, const char *const (*ways)[2], const char *value,
           bool named, struct text *out, struct err *err)
{
	while ((*ways)[0] != NULL && strcmp((*ways)[0], value) != 0)
		ways++;
	if ((*ways)[0] == NULL)
		return ddl_refuse(source->object, err, "there is no way to create it as \"%s\"",
		                  value);
	text_add(out, "ALTER TABLE ");
	ddl_add_table(source, out);
	text_addf(out, " %s", (*ways)[1]);
	if (named) {
		text_addc(out, ' ');
		ident_quote(out, source->object->name);
	}
	return true;
}

static bool
add_trigger_enabled(const struct ddl_source *source, const char *enabled, struct text *out,
                    struct err *err)
{
	static const char *const ways[][2] = { { "replica", "ENABLE REPLICA TRIGGER" },
		                               { "always", "ENABLE ALWAYS TRIGGER" },
		                               { "disabled", "DISABLE TRIGGER" },
		                               { NULL, NULL } };

	return alter_host(source, ways, enabled, true, out, err);
}

static bool
add_rule_enabled(const struct ddl_source *source, const char *enabled, struct text *out,
                 struct err *err)
{
	static const char *const ways[][2] = { { "replica", "ENABLE REPLICA RULE" },
		                               { "always", "ENABLE ALWAYS RULE" },
		                               { "disabled", "DISABLE RULE" },
		                               { NULL, NULL } };

	return alter_host(source, ways, enabled, true, out, err);
}

static bool
add_row_security(const struct ddl_source *source, const char *on, struct text *out, struct err *err)
{
	static const char *const ways[][2] = { { "true", "ENABLE ROW LEVEL SECURITY" },
		                               { NULL, NULL } };

	return alter_host(source, ways, on, false, out, err);
}

static bool
add_force(const struct ddl_source *source, const char *on, struct text *out, struct err *err)
{
	static const char *const ways[][2] = { { "true", "FORCE ROW LEVEL SECURITY" },
		                               { NULL, NULL } };

	return alter_host(source, ways, on, false, out, err);
}

static bool
add_target(const struct ddl_source *source, const char *target, struct text *out, struct err *err)
{
	if (*target == '\0' || target[strspn(target, "0123456789")] != '\0')
		return ddl_refuse(source->object, err, "its statistics target is no number");
	text_add(out, "ALTER ");
	if (source->object->kind == KIND_column) {
		text_add(out, "TABLE ");
		ddl_add_table(source, out);
		text_add(out, " ALTER COLUMN ");
		ident_quote(out, source->object->name);
	} else if (!ddl_add_address(source, out, err)) {
		return false;
	}
	text_addf(out, " SET STATISTICS %s", target);
	return true;
}

static bool
add_owned_by(const struct ddl_source *source, const char *column, struct text *out, struct err *err)
{
	const char *why = clause_unsound(column);
	const char *at = column;
	struct token token = token_next(&at);

	for (; why == NULL && token.kind != TOKEN_END; token = token_next(&at)) {
		if (token.kind == TOKEN_OTHER)
			why = "it is no column";
	}
	if (why != NULL)
		return ddl_refuse_text(source->object, PROPERTY_sequence_owned_by, why, err);
	text_add(out, "ALTER ");
	if (!ddl_add_address(source, out, err))
		return false;
	text_addf(out, " OWNED BY %s", column);
	return true;
}

static bool
add_comment(const struct ddl_source *source, const char *comment, struct text *out, struct err *err)
{
	text_add(out, "COMMENT ON ");
	if (!ddl_add_address(source, out, err))
		return false;
	text_add(out, " IS ");
	ident_literal(out, comment);
	return true;
}

/* Of every kind that has the property, where `kind` is KIND_COUNT. */
static const struct more {
	enum kind kind;
	const char *property;
	enum ddl_stage stage;
	more_fn *add;
} mores[] = {
	{ KIND_text_search_configuration, "mappings", STAGE_OBJECT, add_mapping },
	{ KIND_operator_family, "members", STAGE_OPERATOR_CLASS, add_member },
	{ KIND_event_trigger, "enabled", STAGE_EVENT_TRIGGER, add_enabled },
	{ KIND_sequence, "owned_by", STAGE_FOREIGN_KEY, add_owned_by },
	{ KIND_column, "statistics", STAGE_INDEX, add_target },
	{ KIND_statistics, "target", STAGE_STATISTICS, add_target },
	{ KIND_trigger, "enabled", STAGE_TRIGGER, add_trigger_enabled },
	{ KIND_rule, "enabled", STAGE_TRIGGER, add_rule_enabled },
	{ KIND_table, "row_security", STAGE_POLICY, add_row_security },
	{ KIND_table, "force_row_security", STAGE_POLICY, add_force },
	{ KIND_COUNT, "comment", STAGE_COMMENT, add_comment },
};

/* The row for the property, or NULL. */
static const struct more *
more_of(enum kind kind, const char *property)
{
	for (size_t i = 0; i < sizeof mores / sizeof *mores; i++) {
		if ((mores[i].kind == kind || mores[i].kind == KIND_COUNT) &&
		    strcmp(mores[i].property, property) == 0)
			return &mores[i];
	}
	return NULL;
}

bool
ddl_is_more(enum kind kind, const char *property)
{
	return more_of(kind, property) != NULL;
}

uint32_t
ddl_writes_more(const struct object *object)
{
	const struct kind_info *info = &kind_table[object->kind];
	uint32_t bits = 0;

	for (size_t i = 0; i < info->property_count; i++) {
		if (ddl_is_more(object->kind, info->properties[i].word))
			bits |= UINT32_C(1) << i;
	}
	return bits;
}

static bool
tell(const struct more *more, const struct ddl_source *source, const char *value, ddl_more_cb *cb,
     void *arg, struct err *err)
{
	struct text statement = { 0 };
	bool ok = more->add(source, value, &statement, err);

	if (ok)
		cb(arg, more->stage, text_str(&statement));
	text_done(&statement);
	return ok;
}

static bool
tell_each(const struct more *more, const struct ddl_source *source, size_t property,
          ddl_more_cb *cb, void *arg, struct err *err)
{
	struct arena arena = { 0 };
	struct array list;
	struct err unread = { 0 };
	bool ok = array_read(source->object->value[property], &arena, &list, &unread);

	if (!ok)
		ddl_refuse_text(source->object, property, unread.message, err);
	for (size_t i = 0; ok && i < list.count; i++) {
		const char *element = list.elements[i];

		ok = element != NULL
		             ? tell(more, source, element, cb, arg, err)
		             : ddl_refuse_text(source->object, property, "one is null", err);
	}
	arena_done(&arena);
	return ok;
}

bool
ddl_write_more(const struct object *object, ddl_more_cb *cb, void *arg, struct err *err)
{
	static const struct ddl_place own = { NULL, NULL, false };
	const struct ddl_source source = { object, NULL, 0, &own };
	const struct kind_info *info = &kind_table[object->kind];
	bool ok = true;

	for (size_t i = 0; ok && i < info->property_count; i++) {
		const struct property_info *property = &info->properties[i];
		const struct more *more = more_of(object->kind, property->word);
		const char *value = object->value[i];

		if (more == NULL || value == NULL ||
		    (property->unstated != NULL && strcmp(property->unstated, value) == 0))
			continue;
		ok = kind_form_is_list(property->form) ? tell_each(more, &source, i, cb, arg, err)
		                                       : tell(more, &source, value, cb, arg, err);
	}
	return ok;
}
