/* What no CREATE can say: statements that follow it, each a property's, or one for each of its
 * elements. */
#include "drift/clause_priv.h"
#include "drift/ddl_priv.h"
#include "model/array.h"
#include "model/ident.h"

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
