/* Text search, operator families and event triggers. */
#include "drift/clause_priv.h"
#include "drift/ddl_priv.h"
#include "model/array.h"
#include "model/ident.h"

#include <string.h>

/* --- text search -------------------------------------------------------------------------------- */

bool
ddl_write_text_search_dictionary(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *dictionary = source->object;
	const char *options = dictionary->value[PROPERTY_text_search_dictionary_options];

	text_add(out, "CREATE TEXT SEARCH DICTIONARY ");
	if (!ddl_add_name(source, out, err) ||
	    ddl_stated(dictionary, PROPERTY_text_search_dictionary_template, err) == NULL ||
	    !ddl_add_named(dictionary, PROPERTY_text_search_dictionary_template,
	                   " (TEMPLATE = ", out, err))
		return false;
	if (options != NULL) {
		options = ddl_clause(dictionary, PROPERTY_text_search_dictionary_options, err);
		if (options == NULL)
			return false;
		text_addf(out, ", %s", options);
	}
	text_addc(out, ')');
	return true;
}

bool
ddl_write_text_search_configuration(const struct ddl_source *source, struct text *out,
                                    struct err *err)
{
	text_add(out, "CREATE TEXT SEARCH CONFIGURATION ");
	if (!ddl_add_name(source, out, err) ||
	    ddl_stated(source->object, PROPERTY_text_search_configuration_parser, err) == NULL ||
	    !ddl_add_named(source->object, PROPERTY_text_search_configuration_parser,
	                   " (PARSER = ", out, err))
		return false;
	text_addc(out, ')');
	return true;
}

/* --- operator families -------------------------------------------------------------------------- */

bool
ddl_write_operator_family(const struct ddl_source *source, struct text *out, struct err *err)
{
	text_add(out, "CREATE ");
	return ddl_add_address(source, out, err);
}

/* --- event triggers ----------------------------------------------------------------------------- */

static bool
add_tags(const struct object *trigger, struct text *out, struct err *err)
{
	const char *stated = trigger->value[PROPERTY_event_trigger_tags];
	struct arena arena = { 0 };
	struct array tags = { 0 };
	struct err unread = { 0 };

	if (stated != NULL && !array_read(stated, &arena, &tags, &unread)) {
		arena_done(&arena);
		return ddl_refuse_text(trigger, PROPERTY_event_trigger_tags, unread.message, err);
	}
	for (size_t i = 0; i < tags.count; i++) {
		text_add(out, i == 0 ? " WHEN TAG IN (" : ", ");
		ident_literal(out, tags.elements[i] == NULL ? "" : tags.elements[i]);
	}
	text_add(out, tags.count > 0 ? ")" : "");
	arena_done(&arena);
	return true;
}

bool
ddl_write_event_trigger(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *trigger = source->object;
	const char *event = ddl_stated(trigger, PROPERTY_event_trigger_event, err);

	if (event == NULL)
		return false;
	text_add(out, "CREATE EVENT TRIGGER ");
	ident_quote(out, trigger->name);
	text_add(out, " ON ");
	ident_quote(out, event);
	if (!add_tags(trigger, out, err))
		return false;
	if (ddl_stated(trigger, PROPERTY_event_trigger_function, err) == NULL ||
	    !ddl_add_named(trigger, PROPERTY_event_trigger_function, " EXECUTE FUNCTION ", out,
	                   err))
		return false;
	text_add(out, "()");
	return true;
}
