/* What leads out of the database: wrappers, servers, user mappings, publications; and extensions. */
#include "drift/clause_priv.h"
#include "drift/ddl_priv.h"
#include "model/array.h"
#include "model/ident.h"

#include <string.h>

/* The elements of a list, NULL where it is null or not stated; nothing in it is null. */
static bool
read_list(const struct object *object, size_t property, struct arena *arena, struct array *ret_list,
          struct err *err)
{
	struct err unread = { 0 };

	*ret_list = (struct array){ 0 };
	if (object->value[property] == NULL)
		return true;
	if (!array_read(object->value[property], arena, ret_list, &unread))
		return ddl_refuse_text(object, property, unread.message, err);
	for (size_t i = 0; i < ret_list->count; i++) {
		if (ret_list->elements[i] == NULL)
			return ddl_refuse_text(object, property, "one is null", err);
	}
	return true;
}

/* "name=value" each. A name alone is that of a secret, which no manifest holds. */
static bool
add_options(const struct object *object, size_t property, struct text *out, struct err *err)
{
	struct arena arena = { 0 };
	struct array list;
	bool ok = read_list(object, property, &arena, &list, err);

	for (size_t i = 0; ok && i < list.count; i++) {
		const char *option = list.elements[i];
		const char *equals = strchr(option, '=');

		text_add(out, i == 0 ? " OPTIONS (" : ", ");
		if (equals == NULL) {
			ok = ddl_refuse(object, err,
			                "its option %s is a secret that the manifest does not hold",
			                option);
			break;
		}
		ident_quote(out, arena_strndup(&arena, option, (size_t)(equals - option)));
		text_addc(out, ' ');
		ident_literal(out, equals + 1);
	}
	text_add(out, ok && list.count > 0 ? ")" : "");
	arena_done(&arena);
	return ok;
}

static void
add_quoted(const struct object *object, size_t property, const char *word, struct text *out)
{
	if (object->value[property] == NULL)
		return;
	text_addf(out, " %s ", word);
	ident_literal(out, object->value[property]);
}

static void
add_plain(const struct object *object, size_t property, const char *word, struct text *out)
{
	if (object->value[property] == NULL)
		return;
	text_addf(out, " %s ", word);
	ident_quote(out, object->value[property]);
}

bool
ddl_write_extension(const struct ddl_source *source, struct text *out, struct err *err)
{
	(void)err;
	text_add(out, "CREATE EXTENSION ");
	ident_quote(out, source->object->name);
	add_plain(source->object, PROPERTY_extension_schema, "SCHEMA", out);
	add_quoted(source->object, PROPERTY_extension_version, "VERSION", out);
	return true;
}

bool
ddl_write_foreign_data_wrapper(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *wrapper = source->object;

	text_add(out, "CREATE FOREIGN DATA WRAPPER ");
	ident_quote(out, wrapper->name);
	return ddl_add_named(wrapper, PROPERTY_foreign_data_wrapper_handler, " HANDLER ", out,
	                     err) &&
	       ddl_add_named(wrapper, PROPERTY_foreign_data_wrapper_validator, " VALIDATOR ", out,
	                     err) &&
	       add_options(wrapper, PROPERTY_foreign_data_wrapper_options, out, err);
}

bool
ddl_write_server(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *server = source->object;

	if (ddl_stated(server, PROPERTY_server_wrapper, err) == NULL)
		return false;
	text_add(out, "CREATE SERVER ");
	ident_quote(out, server->name);
	add_quoted(server, PROPERTY_server_type, "TYPE", out);
	add_quoted(server, PROPERTY_server_version, "VERSION", out);
	add_plain(server, PROPERTY_server_wrapper, "FOREIGN DATA WRAPPER", out);
	return add_options(server, PROPERTY_server_options, out, err);
}

bool
ddl_write_user_mapping(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *mapping = source->object;
	struct arena arena = { 0 };
	struct text where = { 0 };
	const char *user;

	object_guest_name("", mapping->host_kind, mapping->host, &where);
	user = arena_strndup(&arena, mapping->name, strlen(mapping->name) - where.length);
	text_done(&where);
	text_add(out, "CREATE USER MAPPING FOR ");
	if (strcmp(user, "public") == 0)
		text_add(out, "PUBLIC");
	else
		ident_quote(out, user);
	text_add(out, " SERVER ");
	ident_quote(out, mapping->host);
	arena_done(&arena);
	return add_options(mapping, PROPERTY_user_mapping_options, out, err);
}

/* --- publications ------------------------------------------------------------------------------- */

/* "public.t", "public.t (a, b)", "public.t WHERE (a > 1)". */
static const char *
table_unsound(const char *table, struct arena *arena)
{
	static const char *const shapes[] = { "@", "@ ()", "@ WHERE ()", "@ () WHERE ()" };
	const char *why = clause_unsound(table);
	struct clause_name name;

	for (size_t i = 0; why == NULL && i < sizeof shapes / sizeof *shapes; i++) {
		const char *at = table;

		if (clause_take(&at, shapes[i], arena, &name) && clause_ends(at))
			return NULL;
	}
	return why != NULL ? why : "one is not a table, its columns and its filter";
}

static bool
add_tables(const struct object *publication, struct arena *arena, struct text *out, struct err *err)
{
	struct array tables;
	struct array schemas;

	if (!read_list(publication, PROPERTY_publication_tables, arena, &tables, err) ||
	    !read_list(publication, PROPERTY_publication_schemas, arena, &schemas, err))
		return false;
	for (size_t i = 0; i < tables.count; i++) {
		const char *why = table_unsound(tables.elements[i], arena);

		if (why != NULL)
			return ddl_refuse_text(publication, PROPERTY_publication_tables, why, err);
		text_addf(out, "%s%s", i == 0 ? " FOR TABLE " : ", ", tables.elements[i]);
	}
	for (size_t i = 0; i < schemas.count; i++) {
		text_add(out, i > 0 ? ", " : tables.count > 0 ? ", " : " FOR ");
		text_add(out, i > 0 ? "" : "TABLES IN SCHEMA ");
		ident_quote(out, schemas.elements[i]);
	}
	return true;
}

static bool
add_ways(const struct object *publication, struct arena *arena, struct text *out, struct err *err)
{
	const char *generated = publication->value[PROPERTY_publication_generated_columns];
	struct array operations;
	struct text publish = { 0 };

	if (!read_list(publication, PROPERTY_publication_operations, arena, &operations, err))
		return false;
	for (size_t i = 0; i < operations.count; i++)
		text_addf(&publish, "%s%s", i == 0 ? "" : ", ", operations.elements[i]);
	text_add(out, " WITH (");
	if (publication->value[PROPERTY_publication_operations] != NULL) {
		text_add(out, "publish = ");
		ident_literal(out, text_str(&publish));
		text_add(out, ", ");
	}
	text_addf(out, "publish_via_partition_root = %s",
	          ddl_is_true(publication, PROPERTY_publication_via_root) ? "true" : "false");
	if (generated != NULL && strcmp(generated, "none") != 0) {
		text_add(out, ", publish_generated_columns = ");
		ident_quote(out, generated);
	}
	text_addc(out, ')');
	text_done(&publish);
	return true;
}

bool
ddl_write_publication(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *publication = source->object;
	struct arena arena = { 0 };
	bool ok = true;

	text_add(out, "CREATE PUBLICATION ");
	ident_quote(out, publication->name);
	if (ddl_is_true(publication, PROPERTY_publication_all_tables))
		text_add(out, " FOR ALL TABLES");
	else
		ok = add_tables(publication, &arena, out, err);
	ok = ok && add_ways(publication, &arena, out, err);
	arena_done(&arena);
	return ok;
}
