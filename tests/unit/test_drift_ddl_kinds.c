/* What statements are made of objects that are no relations, and how what CREATE cannot say follows. */
#include "drift/ddl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#define SHAPE     "it has another shape"
#define SEMICOLON "a semicolon stands outside quotes"

static struct arena arena;

static int
forget(void **unused)
{
	(void)unused;
	arena_done(&arena);
	return 0;
}

struct stated {
	size_t property;
	const char *value;
};

#define PROPERTIES_MAX 8

struct made {
	enum kind kind;
	const char *schema;
	const char *name;
	const char *sql; /* or "error: ..." */
	struct stated properties[PROPERTIES_MAX];
	size_t count;
};

static struct object *
object_of(const struct made *made)
{
	struct object *object = arena_alloc(&arena, sizeof *object);

	*object = (struct object){ .kind = made->kind,
		                   .schema = made->schema,
		                   .name = made->name,
		                   .value = object_values(&arena, made->kind) };
	for (size_t i = 0; i < made->count; i++) {
		object->stated |= UINT32_C(1) << made->properties[i].property;
		object->value[made->properties[i].property] = made->properties[i].value;
	}
	return object;
}

static void
expect_object(const struct object *object, const char *sql)
{
	struct text text = { 0 };
	struct err err = { 0 };

	if (!ddl_write(object, NULL, 0, NULL, &text, &err))
		text_addf(&text, "error: %s", err.message);
	assert_string_equal(text_str(&text), sql);
	text_done(&text);
}

#define P(kind, property, value)                    \
	{                                           \
		PROPERTY_##kind##_##property, value \
	}

/* One property, of a kind that is its definition. */
static void
expect(enum kind kind, const char *schema, const char *name, size_t property, const char *value,
       const char *sql)
{
	struct made made = { .kind = kind, .schema = schema, .name = name };

	made.properties[0] = (struct stated){ property, value };
	made.count = 1;
	expect_object(object_of(&made), sql);
}

static void
types_are_made_of_what_they_are(void **unused)
{
	const struct made domain = {
		.kind = KIND_type,
		.schema = "app",
		.name = "pos",
		.properties = { P(type, base, "numeric(10,2)"), P(type, not_null, "true"),
		                P(type, default, "1"), P(type, collation, "pg_catalog.\"C\""),
		                P(type, checks,
		                  "{\"\\\"My\\\" CHECK ((VALUE > 0))\",\"b CHECK (VALUE < 9)\"}") },
		.count = 5,
	};
	(void)unused;

	expect_object(
		object_of(&domain),
		"CREATE DOMAIN app.pos AS numeric(10,2) COLLATE pg_catalog.\"C\" DEFAULT (1) NOT "
		"NULL CONSTRAINT \"My\" CHECK ((VALUE > 0)) CONSTRAINT b CHECK (VALUE < 9)");
	expect(KIND_type, "app", "pair", PROPERTY_type_attributes,
	       "{\"a integer\",\"\\\"B c\\\" "
	       "character varying(10)[]\",\"c text COLLATE pg_catalog.\\\"C\\\"\"}",
	       "CREATE TYPE app.pair AS (a integer, \"B c\" character varying(10)[], c text COLLATE "
	       "pg_catalog.\"C\")");
	expect(KIND_type, "app", "pair", PROPERTY_type_attributes, "{}",
	       "CREATE TYPE app.pair AS ()");
	expect(KIND_type, "app", "span", PROPERTY_type_definition,
	       "AS RANGE (SUBTYPE = double precision)",
	       "CREATE TYPE app.span AS RANGE (SUBTYPE = double precision)");
	expect(KIND_type, "app", "b", PROPERTY_type_definition, "(INPUT = app.i, OUTPUT = app.o)",
	       "CREATE TYPE app.b (INPUT = app.i, OUTPUT = app.o)");
}

static void
types_take_no_other_clause(void **unused)
{
	(void)unused;
	expect(KIND_type, "app", "pair", PROPERTY_type_attributes, "{\"a integer, b integer\"}",
	       "error: type app.pair: its attributes cannot be used: it is not the name of a type");
	expect(KIND_type, "app", "pair", PROPERTY_type_attributes, "{\"a integer); DROP TABLE t\"}",
	       "error: type app.pair: its attributes cannot be used: its parentheses are not "
	       "balanced");
	expect(KIND_type, "app", "pair", PROPERTY_type_attributes, "{\"a text COLLATE x y\"}",
	       "error: type app.pair: its attributes cannot be used: the collation is no name");
	expect(KIND_type, "app", "span", PROPERTY_type_definition,
	       "AS RANGE (SUBTYPE = integer); DROP TABLE t",
	       "error: type app.span: its definition cannot be used: " SEMICOLON);
	expect(KIND_type, "app", "d", PROPERTY_type_base, "text CHECK (true)",
	       "error: type app.d: its base cannot be used: it is not the name of a type");
}

static void
a_routine_is_made_by_its_own_name_only(void **unused)
{
#define DEFINITION PROPERTY_function_definition
	(void)unused;
	expect(KIND_function, "app", "f(integer)", DEFINITION,
	       "CREATE OR REPLACE FUNCTION app.f(a integer)\n RETURNS integer\n LANGUAGE sql\nAS "
	       "$function$SELECT 1; -- x$function$\n",
	       "CREATE FUNCTION app.f(a integer)\n RETURNS integer\n LANGUAGE sql\nAS "
	       "$function$SELECT 1; -- x$function$\n");
	expect(KIND_function, "app", "Odd(x)(integer)", DEFINITION,
	       "CREATE PROCEDURE \"Odd(x)\"(a integer) LANGUAGE sql AS 'SELECT 1'",
	       "CREATE PROCEDURE app.\"Odd(x)\"(a integer) LANGUAGE sql AS 'SELECT 1'");
	expect(KIND_function, "app", "total(integer)", DEFINITION,
	       "CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer)",
	       "CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer)");
	expect(KIND_function, "app", "f(integer)", DEFINITION,
	       "CREATE OR REPLACE FUNCTION app.g(integer) RETURNS integer LANGUAGE sql AS ''",
	       "error: function app.f(integer): its definition cannot be used: it gives the routine "
	       "another name");
	expect(KIND_function, "app", "f(integer)", DEFINITION,
	       "CREATE OR REPLACE FUNCTION public.f(integer) RETURNS integer LANGUAGE sql AS ''",
	       "error: function app.f(integer): its definition cannot be used: it gives the routine "
	       "another name");
	expect(KIND_function, "app", "f()", DEFINITION, "DROP TABLE t",
	       "error: function app.f(): its definition cannot be used: it is not CREATE FUNCTION, "
	       "PROCEDURE or AGGREGATE");
	expect(KIND_function, "app", "f()", DEFINITION,
	       "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'; DROP TABLE t",
	       "error: function app.f(): its definition cannot be used: " SEMICOLON);
}

static void
a_body_of_sql_ends_the_statement(void **unused)
{
#define HEAD "CREATE FUNCTION app.f() RETURNS integer LANGUAGE sql "
	(void)unused;
	expect(KIND_function, "app", "f()", DEFINITION,
	       HEAD "BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
	       HEAD "BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END");
	expect(KIND_function, "app", "f()", DEFINITION, HEAD "RETURN ($1 + 1)",
	       HEAD "RETURN ($1 + 1)");
	expect(KIND_function, "app", "f()", DEFINITION,
	       HEAD "BEGIN ATOMIC SELECT 1; END; DROP TABLE t",
	       "error: function app.f(): its definition cannot be used: something follows its body");
	expect(KIND_function, "app", "f()", DEFINITION,
	       HEAD "BEGIN ATOMIC SELECT 1; END DROP TABLE t",
	       "error: function app.f(): its definition cannot be used: something follows its body");
	expect(KIND_function, "app", "f()", DEFINITION,
	       HEAD "BEGIN ATOMIC SELECT CASE WHEN true THEN 1; END",
	       "error: function app.f(): its definition cannot be used: its body does not end");
	expect(KIND_function, "app", "f()", DEFINITION, HEAD "RETURN 1; DROP TABLE t",
	       "error: function app.f(): its definition cannot be used: " SEMICOLON);
#undef HEAD
#undef DEFINITION
}

static void
what_is_its_definition_has_one_shape(void **unused)
{
	(void)unused;
	expect(KIND_collation, "app", "ci", PROPERTY_collation_definition,
	       "(PROVIDER = icu, LOCALE = 'de')",
	       "CREATE COLLATION app.ci (PROVIDER = icu, LOCALE = 'de')");
	expect(KIND_collation, "app", "ci", PROPERTY_collation_definition, "FROM \"C\"",
	       "error: collation app.ci: its definition cannot be used: " SHAPE);
	expect(KIND_conversion, "app", "c", PROPERTY_conversion_definition,
	       "FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
	       "CREATE CONVERSION app.c FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8");
	expect(KIND_operator, "app", "===(integer,none)", PROPERTY_operator_definition,
	       "(FUNCTION = int4eq, LEFTARG = integer)",
	       "CREATE OPERATOR app.=== (FUNCTION = int4eq, LEFTARG = integer)");
	expect(KIND_operator, "app", "=--(integer,integer)", PROPERTY_operator_definition, "()",
	       "error: operator app.=--(integer,integer): its name is not that of an operator");
	expect(KIND_operator_class, "app", "ops USING btree", PROPERTY_operator_class_definition,
	       "DEFAULT FOR TYPE app.pair USING btree AS OPERATOR 1 app.<(app.pair, app.pair)",
	       "CREATE OPERATOR CLASS app.ops DEFAULT FOR TYPE app.pair USING btree AS OPERATOR 1 "
	       "app.<(app.pair, app.pair)");
	expect(KIND_operator_family, "app", "ops USING btree", PROPERTY_operator_family_members,
	       "{}", "CREATE OPERATOR FAMILY app.ops USING btree");
	expect(KIND_operator_family, "app", "ops", PROPERTY_operator_family_members, "{}",
	       "error: operator family app.ops: its name says no access method");
	expect(KIND_cast, NULL, "integer AS app.pair", PROPERTY_cast_definition,
	       "WITH FUNCTION app.f(integer) AS IMPLICIT",
	       "CREATE CAST (integer AS app.pair) WITH FUNCTION app.f(integer) AS IMPLICIT");
	expect(KIND_cast, NULL, "integer AS app.pair) WITHOUT FUNCTION; --",
	       PROPERTY_cast_definition, "WITH INOUT",
	       "error: cast integer AS app.pair) WITHOUT FUNCTION; --: its name cannot be used: its "
	       "parentheses are not balanced");
	expect(KIND_transform, NULL, "app.pair LANGUAGE mine", PROPERTY_transform_definition,
	       "(FROM SQL WITH FUNCTION app.f(internal))",
	       "CREATE TRANSFORM FOR app.pair LANGUAGE mine (FROM SQL WITH FUNCTION "
	       "app.f(internal))");
}

static void
what_has_properties_is_made_of_them(void **unused)
{
	const struct made many[] = {
		{ KIND_extension,
		  NULL,
		  "uuid-ossp",
		  "CREATE EXTENSION \"uuid-ossp\" SCHEMA app VERSION '1.1'",
		  { P(extension, version, "1.1"), P(extension, schema, "app") },
		  2 },
		{ KIND_server,
		  NULL,
		  "far",
		  "CREATE SERVER far TYPE 'it''s' FOREIGN DATA WRAPPER \"W\" OPTIONS (host 'a=b', "
		  "\"Port\" '1')",
		  { P(server, wrapper, "W"), P(server, type, "it's"),
		    P(server, options, "{host=a=b,Port=1}") },
		  3 },
		{ KIND_server,
		  NULL,
		  "far",
		  "error: server far: the manifest does not state its wrapper",
		  { { 0, NULL } },
		  0 },
		{ KIND_foreign_data_wrapper,
		  NULL,
		  "w",
		  "CREATE FOREIGN DATA WRAPPER w HANDLER app.h VALIDATOR app.v",
		  { P(foreign_data_wrapper, handler, "app.h"),
		    P(foreign_data_wrapper, validator, "app.v") },
		  2 },
		{ KIND_publication,
		  NULL,
		  "p",
		  "CREATE PUBLICATION p FOR TABLE app.t (id) WHERE ((id > 5)), app.u, TABLES IN "
		  "SCHEMA \"Odd\", app WITH (publish = 'insert, delete', "
		  "publish_via_partition_root = true)",
		  { P(publication, tables, "{\"app.t (id) WHERE ((id > 5))\",app.u}"),
		    P(publication, schemas, "{Odd,app}"),
		    P(publication, operations, "{insert,delete}"),
		    P(publication, via_root, "true") },
		  4 },
		{ KIND_publication,
		  NULL,
		  "p",
		  "CREATE PUBLICATION p FOR ALL TABLES WITH (publish_via_partition_root = false)",
		  { P(publication, all_tables, "true") },
		  1 },
		{ KIND_publication,
		  NULL,
		  "p",
		  "error: publication p: its tables cannot be used: one is not a table, its columns "
		  "and its filter",
		  { P(publication, tables, "{\"app.t, app.u\"}") },
		  1 },
		{ KIND_event_trigger,
		  NULL,
		  "e",
		  "CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'x''y') "
		  "EXECUTE FUNCTION app.f()",
		  { P(event_trigger, event, "ddl_command_end"), P(event_trigger, function, "app.f"),
		    P(event_trigger, tags, "{\"CREATE TABLE\",x'y}") },
		  3 },
		{ KIND_text_search_dictionary,
		  "app",
		  "d",
		  "CREATE TEXT SEARCH DICTIONARY app.d (TEMPLATE = pg_catalog.simple, stopwords = "
		  "'english')",
		  { P(text_search_dictionary, template, "pg_catalog.simple"),
		    P(text_search_dictionary, options, "stopwords = 'english'") },
		  2 },
		{ KIND_text_search_configuration,
		  "app",
		  "c",
		  "CREATE TEXT SEARCH CONFIGURATION app.c (PARSER = pg_catalog.\"default\")",
		  { P(text_search_configuration, parser, "pg_catalog.\"default\""),
		    P(text_search_configuration, mappings, "{\"word WITH app.d\"}") },
		  2 },
		{ KIND_language,
		  NULL,
		  "l",
		  "CREATE TRUSTED LANGUAGE l HANDLER app.h INLINE app.i",
		  { P(language, trusted, "true"),
		    P(language, definition, "HANDLER app.h INLINE app.i") },
		  2 },
		{ KIND_setting,
		  NULL,
		  "work_mem",
		  "error: setting work_mem: there is no way to create it",
		  { P(setting, value, "8MB") },
		  1 },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof many / sizeof *many; i++)
		expect_object(object_of(&many[i]), many[i].sql);
}

static void
a_user_mapping_without_its_secret_is_refused(void **unused)
{
	struct made made = { .kind = KIND_user_mapping,
		             .name = "app_ro on server far",
		             .properties = { P(user_mapping, options, "{user=x}") },
		             .count = 1 };
	struct object *object = object_of(&made);
	(void)unused;

	object->host = "far";
	object->host_kind = KIND_server;
	expect_object(object, "CREATE USER MAPPING FOR app_ro SERVER far OPTIONS (\"user\" 'x')");
	object->value[PROPERTY_user_mapping_options] = "{password,user=x}";
	expect_object(object, "error: user mapping app_ro on server far: its option password is a "
	                      "secret that the manifest does not hold");
}

static void
add_cb(void *arg, enum ddl_stage stage, const char *sql)
{
	text_addf(arg, "%s: %s\n", ddl_stage_word(stage), sql);
}

static void
expect_more(const struct made *made, const char *lines)
{
	struct text text = { 0 };
	struct err err = { 0 };

	if (!ddl_write_more(object_of(made), add_cb, &text, &err))
		text_addf(&text, "error: %s", err.message);
	assert_string_equal(text_str(&text), lines);
	text_done(&text);
}

static void
what_create_cannot_say_follows(void **unused)
{
	const struct made many[] = {
		{ KIND_text_search_configuration,
		  "app",
		  "c",
		  "casts, text search and foreign data: ALTER TEXT SEARCH CONFIGURATION app.c ADD "
		  "MAPPING FOR word WITH app.d, app.e\n",
		  { P(text_search_configuration, mappings, "{\"word WITH app.d, app.e\"}") },
		  1 },
		{ KIND_operator_family,
		  "app",
		  "f USING btree",
		  "operator classes: ALTER OPERATOR FAMILY app.f USING btree ADD OPERATOR 1 "
		  "app.<(integer, bigint)\n",
		  { P(operator_family, members, "{\"OPERATOR 1 app.<(integer, bigint)\"}") },
		  1 },
		{ KIND_operator_family,
		  "app",
		  "f USING btree",
		  "error: operator family app.f USING btree: its members cannot be used: one is "
		  "neither an operator nor a function",
		  { P(operator_family, members, "{\"x\"}") },
		  1 },
		{ KIND_event_trigger,
		  NULL,
		  "e",
		  "event triggers: ALTER EVENT TRIGGER e DISABLE\n",
		  { P(event_trigger, enabled, "disabled") },
		  1 },
		{ KIND_event_trigger, NULL, "e", "", { P(event_trigger, enabled, "origin") }, 1 },
		{ KIND_function,
		  "app",
		  "f(integer,text)",
		  "comments: COMMENT ON ROUTINE app.f(integer,text) IS 'it''s; DROP'\n",
		  { P(function, comment, "it's; DROP") },
		  1 },
		{ KIND_operator,
		  "app",
		  "!~(none,integer)",
		  "comments: COMMENT ON OPERATOR app.!~(none,integer) IS 'x'\n",
		  { P(operator, comment, "x") },
		  1 },
		{ KIND_cast,
		  NULL,
		  "integer AS app.pair",
		  "comments: COMMENT ON CAST (integer AS app.pair) IS 'x'\n",
		  { P(cast, comment, "x") },
		  1 },
		{ KIND_operator_class,
		  "app",
		  "c USING gin",
		  "comments: COMMENT ON OPERATOR CLASS app.c USING gin IS 'x'\n",
		  { P(operator_class, comment, "x") },
		  1 },
		{ KIND_type,
		  "app",
		  "t",
		  "comments: COMMENT ON TYPE app.t IS 'x'\n",
		  { P(type, comment, "x") },
		  1 },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof many / sizeof *many; i++)
		expect_more(&many[i], many[i].sql);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(types_are_made_of_what_they_are, forget),
		cmocka_unit_test_teardown(types_take_no_other_clause, forget),
		cmocka_unit_test_teardown(a_routine_is_made_by_its_own_name_only, forget),
		cmocka_unit_test_teardown(a_body_of_sql_ends_the_statement, forget),
		cmocka_unit_test_teardown(what_is_its_definition_has_one_shape, forget),
		cmocka_unit_test_teardown(what_has_properties_is_made_of_them, forget),
		cmocka_unit_test_teardown(a_user_mapping_without_its_secret_is_refused, forget),
		cmocka_unit_test_teardown(what_create_cannot_say_follows, forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
