/* What is created by CREATE, its name, and its definition as it stands: collations, operators, casts
 * and the like. Each is taken only in the shapes that PostgreSQL's grammar has for it. */
#include "drift/clause_priv.h"
#include "drift/ddl_priv.h"

#define SHAPES_MAX 4
#define NAMES_MAX  3 /* in one of them */

static const struct form {
	enum kind kind;
	size_t property; /* the definition */
	const char *const shapes[SHAPES_MAX + 1];
	const char *flag; /* a word before the others, where the property is true */
	size_t flag_property;
} forms[] = {
	/* clang-format off */
	{ KIND_collation, PROPERTY_collation_definition, { "()" }, NULL, 0 },
	{ KIND_conversion, PROPERTY_conversion_definition, { "FOR ' TO ' FROM @" },
	  "DEFAULT ", PROPERTY_conversion_default },
	{ KIND_operator, PROPERTY_operator_definition, { "()" }, NULL, 0 },
	{ KIND_operator_class, PROPERTY_operator_class_definition,
	  { "DEFAULT FOR TYPE *", "FOR TYPE *" }, NULL, 0 },
	{ KIND_text_search_parser, PROPERTY_text_search_parser_definition, { "()" }, NULL, 0 },
	{ KIND_text_search_template, PROPERTY_text_search_template_definition, { "()" }, NULL, 0 },
	{ KIND_cast, PROPERTY_cast_definition,
	  { "WITH FUNCTION *", "WITH INOUT", "WITH INOUT AS *", "WITHOUT *" }, NULL, 0 },
	{ KIND_transform, PROPERTY_transform_definition, { "()" }, NULL, 0 },
	{ KIND_language, PROPERTY_language_definition,
	  { "HANDLER @", "HANDLER @ INLINE @", "HANDLER @ VALIDATOR @",
	    "HANDLER @ INLINE @ VALIDATOR @" }, "TRUSTED ", PROPERTY_language_trusted },
	{ KIND_access_method, PROPERTY_access_method_definition,
	  { "TYPE TABLE HANDLER @", "TYPE INDEX HANDLER @" }, NULL, 0 },
	/* clang-format on */
};

static const struct form *
form_of(enum kind kind)
{
	const struct form *form = forms;

	while (form->kind != kind)
		form++;
	return form;
}

static bool
has_shape(const struct form *form, const char *definition)
{
	struct clause_name names[NAMES_MAX];
	struct arena arena = { 0 };
	bool fits = false;

	for (size_t i = 0; !fits && form->shapes[i] != NULL; i++) {
		const char *at = definition;

		fits = clause_take(&at, form->shapes[i], &arena, names) && clause_ends(at);
	}
	arena_done(&arena);
	return fits;
}

bool
ddl_write_defined(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *object = source->object;
	const struct form *form = form_of(object->kind);
	const char *definition = ddl_clause(object, form->property, err);
	bool flagged = form->flag != NULL && ddl_is_true(object, form->flag_property);

	if (definition == NULL)
		return false;
	if (!has_shape(form, definition))
		return ddl_refuse_text(object, form->property, "it has another shape", err);
	text_addf(out, "CREATE %s%s ", flagged ? form->flag : "", ddl_words(object->kind));
	if (!ddl_add_name(source, out, err))
		return false;
	text_addf(out, " %s", definition);
	return true;
}
