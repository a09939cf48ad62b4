// link: expect_build.c
/* Queries and their parameters, and rows made objects. */
#include "pg/catalog.h"

#include "expect_build.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
every_kind_of_the_catalog_has_a_query(void **state)
{
	(void)state;
	for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
		const char *sql = catalog_sql(kind);

		assert_int_equal(sql != NULL, kind_table[kind].place != PLACE_NONE);
		if (sql == NULL)
			continue;
		assert_non_null(strstr(sql, "$4"));
		assert_null(strstr(sql, "$5"));
	}
	assert_null(strchr(catalog_identity_sql(), '$'));
	assert_non_null(strstr(catalog_presence_sql(), "information_schema.tables"));
}

/* --- parameters ------------------------------------------------------------------------------- */

static void
assert_params(const char *const params[CATALOG_PARAMS], const char *all, const char *schemas,
              const char *named_schemas, const char *names)
{
	assert_string_equal(params[0], all);
	assert_string_equal(params[1], schemas);
	assert_string_equal(params[2], named_schemas);
	assert_string_equal(params[3], names);
}

static struct expected *
two_modules(void)
{
	struct build *build = build_new();

	build_schema(build, "app");
	build_module(build, "one", REQUIREMENT_REQUIRED);
	build_type(build, "public", "state", "{a,b}");
	build_table(build, "events");
	build_column(build, "id", "integer");
	build_column(build, "name", "text");
	build_index(build, "ix", "CREATE INDEX ix ON public.events USING btree (id)");
	build_table_in(build, "app", "Odd \"name\", {x}");
	build_column(build, "id", "integer");
	build_module(build, "two", REQUIREMENT_OPTIONAL);
	build_bare(build, "bare");
	return build_done(build);
}

static bool *
all_wanted(const struct expected *expected, struct arena *arena)
{
	bool *wanted = arena_array(arena, expected->item_count, sizeof *wanted);

	memset(wanted, 1, expected->item_count);
	return wanted;
}

static void
what_is_wanted_is_named_once(void **state)
{
	struct expected *expected = two_modules();
	struct arena arena = { 0 };
	bool *wanted = all_wanted(expected, &arena);
	const char *params[CATALOG_PARAMS];

	(void)state;
	catalog_params(expected, wanted, KIND_table, CATALOG_SCOPE, &arena, params);
	assert_params(params, "false", "{}", "{public,app,public}",
	              "{events,\"Odd \\\"name\\\", {x}\",bare}");
	catalog_params(expected, wanted, KIND_column, CATALOG_SCOPE, &arena, params);
	assert_params(params, "false", "{}", "{public,app}", "{events,\"Odd \\\"name\\\", {x}\"}");
	catalog_params(expected, wanted, KIND_index, CATALOG_SCOPE, &arena, params);
	assert_params(params, "false", "{}", "{public}", "{events}");
	catalog_params(expected, wanted, KIND_constraint, CATALOG_SCOPE, &arena, params);
	assert_params(params, "false", "{}", "{}", "{}");
	catalog_params(expected, wanted, KIND_type, CATALOG_SCOPE, &arena, params);
	assert_params(params, "false", "{}", "{public}", "{state}");
	/* Stated schemas are all of them: what else there is must be seen. */
	catalog_params(expected, wanted, KIND_schema, CATALOG_SCOPE, &arena, params);
	assert_params(params, "true", "{}", "{NULL}", "{app}");
	arena_done(&arena);
	expected_unref(expected);
}

static void
what_is_not_wanted_is_not_named(void **state)
{
	struct expected *expected = two_modules();
	struct arena arena = { 0 };
	bool *wanted = all_wanted(expected, &arena);
	const char *params[CATALOG_PARAMS];

	(void)state;
	for (size_t i = 0; i < expected->item_count; i++)
		wanted[i] = expected->items[i].module == 2;
	catalog_params(expected, wanted, KIND_table, CATALOG_SCOPE, &arena, params);
	assert_params(params, "false", "{}", "{public}", "{bare}");
	catalog_params(expected, wanted, KIND_column, CATALOG_SCOPE, &arena, params);
	assert_params(params, "false", "{}", "{}", "{}");
	arena_done(&arena);
	expected_unref(expected);
}

static void
a_complete_manifest_asks_for_its_scope(void **state)
{
	struct build *build = build_new();
	struct expected *expected;
	struct arena arena = { 0 };
	const char *params[CATALOG_PARAMS];

	(void)state;
	build_schema(build, "app");
	build_scope(build, "App, two");
	build_module(build, "one", REQUIREMENT_REQUIRED);
	build_table(build, "t");
	build_column(build, "id", "integer");
	build_bare(build, "bare");
	build_table_in(build, "elsewhere", "t");
	build_column(build, "id", "integer");
	build_expected(build)->complete = true;
	expected = build_done(build);
	catalog_params(expected, all_wanted(expected, &arena), KIND_column, CATALOG_SCOPE, &arena,
	               params);
	/* What is in the scope is found without being named. */
	assert_params(params, "false", "{public,\"App, two\"}", "{elsewhere}", "{t}");
	assert_true(
		catalog_relations_params(expected, all_wanted(expected, &arena), &arena, params));
	assert_params(params, "false", "{public,\"App, two\"}", "{public,public}", "{t,bare}");
	expected_unref(expected);

	build = build_new();
	build_all_schemas(build);
	build_module(build, "one", REQUIREMENT_REQUIRED);
	build_bare(build, "t");
	build_expected(build)->complete = true;
	expected = build_done(build);
	catalog_params(expected, all_wanted(expected, &arena), KIND_table, CATALOG_SCOPE, &arena,
	               params);
	assert_params(params, "true", "{}", "{}", "{}");
	assert_true(
		catalog_relations_params(expected, all_wanted(expected, &arena), &arena, params));
	assert_params(params, "true", "{}", "{public}", "{t}");
	expected_unref(expected);

	expected = two_modules();
	assert_false(
		catalog_relations_params(expected, all_wanted(expected, &arena), &arena, params));
	expected_unref(expected);
	arena_done(&arena);
}

/* Of what is expected alone all that lives on it is asked for: also what is not stated. */
static void
a_narrow_look_asks_for_what_is_expected(void **state)
{
	struct expected *expected = two_modules();
	struct arena arena = { 0 };
	bool *wanted = all_wanted(expected, &arena);
	const char *params[CATALOG_PARAMS];

	(void)state;
	expected->complete = true;
	catalog_params(expected, wanted, KIND_constraint, CATALOG_NAMED, &arena, params);
	assert_params(params, "false", "{}", "{public,app}", "{events,\"Odd \\\"name\\\", {x}\"}");
	catalog_params(expected, wanted, KIND_schema, CATALOG_NAMED, &arena, params);
	assert_params(params, "false", "{}", "{NULL}", "{app}");
	arena_done(&arena);
	expected_unref(expected);
}

static void
presence_is_asked_for_tables(void **state)
{
	struct expected *expected = two_modules();
	struct arena arena = { 0 };
	bool *wanted = all_wanted(expected, &arena);
	const char *params[2];
	size_t *items, count;

	(void)state;
	catalog_presence_params(expected, wanted, &arena, params, &items, &count);
	assert_int_equal(count, 3);
	assert_string_equal(params[0], "{public,app,public}");
	assert_string_equal(params[1], "{events,\"Odd \\\"name\\\", {x}\",bare}");
	assert_string_equal(expected->items[items[2]].object.name, "bare");
	wanted[items[0]] = false;
	catalog_presence_params(expected, wanted, &arena, params, &items, &count);
	assert_int_equal(count, 2);
	assert_string_equal(params[0], "{app,public}");
	arena_done(&arena);
	expected_unref(expected);
}

static void
revisions_are_quoted(void **state)
{
	static const struct revision plain = { "public", "alembic_version", "version_num", NULL,
		                               0 };
	static const struct revision odd = { "{table}", "a\"b", "{schema}; drop", NULL, 0 };
	char *sql = catalog_revision_sql(&plain);

	(void)state;
	assert_non_null(strstr(sql, "SELECT r.version_num::pg_catalog.text\n"
	                            "FROM public.alembic_version AS r\nLIMIT 101"));
	free(sql);
	sql = catalog_revision_sql(&odd);
	assert_non_null(strstr(sql, "SELECT r.\"{schema}; drop\"::pg_catalog.text\n"
	                            "FROM \"{table}\".\"a\"\"b\" AS r\n"));
	free(sql);
}

/* --- rows -------------------------------------------------------------------------------------- */

#define ROW(names, values)                                         \
	{                                                          \
		sizeof(names) / sizeof *(names), (names), (values) \
	}

/* Adds the properties of the kind that the row lacks, all null. */
static struct link_row
with_the_rest(enum kind kind, const char *const *names, const char *const *values, int count)
{
	static const char *all_names[PROPERTY_MAX * 2], *all_values[PROPERTY_MAX * 2];
	int all = count;

	memcpy(all_names, names, (size_t)count * sizeof *names);
	memcpy(all_values, values, (size_t)count * sizeof *values);
	for (size_t i = 0; i < kind_table[kind].property_count; i++) {
		const char *word = kind_table[kind].properties[i].word;
		int at = 0;

		while (at < count && strcmp(names[at], word) != 0)
			at++;
		if (at < count || kind_table[kind].properties[i].form == FORM_ORDER)
			continue;
		all_names[all] = word;
		all_values[all++] = NULL;
	}
	return (struct link_row){ .count = all, .names = all_names, .values = all_values };
}
#define WITH_THE_REST(kind, names, values) \
	with_the_rest(kind, names, values, (int)(sizeof names / sizeof *names))

static void
columns_are_found_by_name(void **state)
{
	const char *names[] = { "collation", "generated", "surplus",   "name",
		                "identity",  "default",   "not_null",  "type",
		                "table",     "schema",    "unreadable" };
	const char *values[] = { NULL,   "(a + 1)", "?", "c", "always", "1",
		                 "true", "integer", "t", "s", NULL };
	struct link_row row = WITH_THE_REST(KIND_column, names, values);
	struct catalog_reader reader;
	struct object object;
	const char *unreadable = "untouched";
	struct err err = { 0 };

	(void)state;
	catalog_reader_init(&reader, KIND_column);
	assert_true(catalog_row(&reader, &row, &object, &unreadable, &err));
	assert_null(unreadable);
	assert_true(object_is(&object, KIND_column, "s", "t", "c"));
	assert_string_equal(object.value[PROPERTY_column_type], "integer");
	assert_string_equal(object.value[PROPERTY_column_not_null], "true");
	assert_string_equal(object.value[PROPERTY_column_default], "1");
	assert_string_equal(object.value[PROPERTY_column_identity], "always");
	assert_string_equal(object.value[PROPERTY_column_generated], "(a + 1)");
	assert_null(object.value[PROPERTY_column_collation]);
	assert_int_equal(object.stated, (1u << PROPERTIES_column) - 1);

	values[3] = "d";
	values[10] = "moving";
	row = WITH_THE_REST(KIND_column, names, values);
	assert_true(catalog_row(&reader, &row, &object, &unreadable, &err));
	assert_string_equal(object.name, "d");
	assert_string_equal(unreadable, "moving");
}

static void
identities_have_the_parts_of_their_kind(void **state)
{
	const char *schema_names[] = { "name" }, *schema_values[] = { "app" };
	const char *table_names[] = { "schema", "name", "kind" };
	const char *table_values[] = { "s", "t", "foreign table" };
	const char *parser_names[] = { "definition", "schema", "name", "comment" };
	const char *parser_values[] = { "(START = s)", "s", "words", NULL };
	const char *extension_names[] = { "name", "version", "schema", "owner", "comment" };
	const char *extension_values[] = { "hstore", "1.8", "app", "postgres", NULL };
	struct catalog_reader reader;
	struct object object;
	struct link_row row;
	const char *unreadable;
	struct err err = { 0 };

	(void)state;
	catalog_reader_init(&reader, KIND_schema);
	row = WITH_THE_REST(KIND_schema, schema_names, schema_values);
	assert_true(catalog_row(&reader, &row, &object, &unreadable, &err));
	assert_true(object_is(&object, KIND_schema, NULL, NULL, "app"));
	catalog_reader_init(&reader, KIND_table);
	row = WITH_THE_REST(KIND_table, table_names, table_values);
	assert_true(catalog_row(&reader, &row, &object, &unreadable, &err));
	assert_true(object_is(&object, KIND_table, "s", "t", "t"));
	assert_string_equal(object.value[PROPERTY_table_kind], "foreign table");
	catalog_reader_init(&reader, KIND_text_search_parser);
	row = WITH_THE_REST(KIND_text_search_parser, parser_names, parser_values);
	assert_true(catalog_row(&reader, &row, &object, &unreadable, &err));
	assert_true(object_is(&object, KIND_text_search_parser, "s", NULL, "words"));
	assert_string_equal(object.value[PROPERTY_text_search_parser_definition], "(START = s)");
	/* A schema may be a property of what lives in none. */
	catalog_reader_init(&reader, KIND_extension);
	row = WITH_THE_REST(KIND_extension, extension_names, extension_values);
	assert_true(catalog_row(&reader, &row, &object, &unreadable, &err));
	assert_true(object_is(&object, KIND_extension, NULL, NULL, "hstore"));
	assert_string_equal(object.value[PROPERTY_extension_schema], "app");
}

static void
rows_that_lack_something_are_errors(void **state)
{
	const char *all[] = { "schema", "table", "name", "definition" };
	const char *values[] = { "s", "t", "i", "CREATE INDEX" };
	struct catalog_reader reader;
	struct object object;
	const char *unreadable;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		const char *names[4];
		struct err err = { 0 };

		memcpy(names, all, sizeof names);
		names[i] = "other";
		catalog_reader_init(&reader, KIND_index);
		assert_false(catalog_row(&reader, &(struct link_row)ROW(names, values), &object,
		                         &unreadable, &err));
		assert_int_equal(err.code, ERR_PROTOCOL);
		assert_non_null(strstr(err.message, all[i]));
	}
	for (size_t i = 0; i < 3; i++) {
		const char *nulls[4];
		struct link_row row;
		struct err err = { 0 };

		memcpy(nulls, values, sizeof nulls);
		nulls[i] = NULL;
		catalog_reader_init(&reader, KIND_index);
		row = WITH_THE_REST(KIND_index, all, nulls);
		assert_false(catalog_row(&reader, &row, &object, &unreadable, &err));
		assert_int_equal(err.code, ERR_PROTOCOL);
	}
}

static void
identity_is_read(void **state)
{
	const char *names[] = { "version",      "system_identifier", "database",
		                "user",         "in_recovery",       "started_at",
		                "database_oid", "superuser",         "deployment" };
	const char *values[] = { "150020", "7710952387471363197", "app",   "watch",
		                 "true",   "1790000000123",       "16384", "false",
		                 "true" };
	const struct link_row row = ROW(names, values);
	struct catalog_identity identity;
	struct arena arena = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_true(catalog_identity(&row, &arena, &identity, &err));
	assert_int_equal(identity.version, 150020);
	assert_string_equal(identity.system_identifier, "7710952387471363197");
	assert_string_equal(identity.database, "app");
	assert_string_equal(identity.database_oid, "16384");
	assert_string_equal(identity.user, "watch");
	assert_false(identity.superuser);
	assert_true(identity.in_recovery);
	assert_true(identity.started_at == 1790000000123);
	assert_true(identity.deployment);
	values[1] = NULL;
	values[4] = "false";
	values[7] = "true";
	assert_true(catalog_identity(&row, &arena, &identity, &err));
	assert_null(identity.system_identifier);
	assert_true(identity.superuser);
	assert_false(identity.in_recovery);
	for (size_t i = 0; i < 9; i++) {
		const char *before = values[i];

		if (i == 1)
			continue;
		values[i] = NULL;
		err = (struct err){ 0 };
		assert_false(catalog_identity(&row, &arena, &identity, &err));
		assert_int_equal(err.code, ERR_PROTOCOL);
		values[i] = before;
	}
	values[0] = "15x";
	err = (struct err){ 0 };
	assert_false(catalog_identity(&row, &arena, &identity, &err));
	arena_done(&arena);
}

static void
presence_is_read(void **state)
{
	const char *names[] = { "grant", "ordinal", "relkind" };
	const char *values[] = { NULL, "12", "p" };
	const struct link_row row = ROW(names, values);
	struct catalog_presence presence;
	struct err err = { 0 };

	(void)state;
	assert_true(catalog_presence(&row, &presence, &err));
	assert_int_equal(presence.ordinal, 12);
	assert_int_equal(presence.relkind, 'p');
	assert_null(presence.grant);
	values[0] = "GRANT SELECT ON TABLE public.t TO watch";
	assert_true(catalog_presence(&row, &presence, &err));
	assert_string_equal(presence.grant, values[0]);
	values[1] = "-1";
	assert_false(catalog_presence(&row, &presence, &err));
	assert_int_equal(err.code, ERR_PROTOCOL);
	values[1] = "1";
	values[2] = "pp";
	assert_false(catalog_presence(&row, &presence, &err));
	values[2] = NULL;
	assert_false(catalog_presence(&row, &presence, &err));
}

/* Names reach a COPY as literals, in which nothing that they hold ends anything. */
static void
parameters_become_literals(void **state)
{
	const char *const params[CATALOG_PARAMS] = { "true", "{}", "{\"it's $1\"}",
		                                     "{\"a\\\\b\nDROP\"}" };

	(void)state;
	for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
		char *sql;

		if (catalog_sql(kind) == NULL)
			continue;
		sql = catalog_copy_sql(kind, params, (struct catalog_depth){ .texts = true });
		assert_ptr_equal(strstr(sql, "COPY ("), sql);
		assert_non_null(strstr(sql, "'true'::pg_catalog.bool"));
		assert_non_null(strstr(sql, "'{\"it''s $1\"}'::pg_catalog."));
		assert_non_null(strstr(sql, "E'{\"a\\\\\\\\b\nDROP\"}'::pg_catalog."));
		/* A comment would end with the newline of that name. */
		assert_null(strstr(sql, "--"));
		free(sql);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_the_catalog_has_a_query),
		cmocka_unit_test(what_is_wanted_is_named_once),
		cmocka_unit_test(what_is_not_wanted_is_not_named),
		cmocka_unit_test(a_complete_manifest_asks_for_its_scope),
		cmocka_unit_test(a_narrow_look_asks_for_what_is_expected),
		cmocka_unit_test(presence_is_asked_for_tables),
		cmocka_unit_test(parameters_become_literals),
		cmocka_unit_test(revisions_are_quoted),
		cmocka_unit_test(columns_are_found_by_name),
		cmocka_unit_test(identities_have_the_parts_of_their_kind),
		cmocka_unit_test(rows_that_lack_something_are_errors),
		cmocka_unit_test(identity_is_read),
		cmocka_unit_test(presence_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
