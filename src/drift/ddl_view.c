/* Views: their definition is a query, and what it reads must be there. */
#include "drift/clause_priv.h"
#include "drift/ddl_priv.h"

static bool
is_query(const char *definition)
{
	static const char *const begins[] = { "SELECT *", "WITH *", "VALUES *",
		                              "TABLE *",  "() *",   "()" };

	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
		const char *at = definition;

		if (clause_take(&at, begins[i], NULL, NULL))
			return true;
	}
	return false;
}

bool
ddl_write_view(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *object = source->object;
	const char *definition = ddl_clause(object, PROPERTY_view_definition, err);

	if (definition == NULL)
		return false;
	if (!is_query(definition))
		return ddl_refuse_text(object, PROPERTY_view_definition, "it is no query", err);
	text_add(out, "CREATE VIEW ");
	ddl_add_table(source, out);
	text_addf(out, " AS %s", definition);
	return true;
}
