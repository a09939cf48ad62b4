/* What the JSON of a manifest becomes: identities, values, what is stated and what is not. */
#include "manifest/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static struct expected *
load(const char *name)
{
	struct expected *expected = NULL;
	struct err err = { 0 };
	struct text path = { 0 };

	text_addf(&path, "tests/manifests/good/%s.json", name);
	if (!manifest_load(text_str(&path), &expected, &err))
		fail_msg("%s", err.message);
	text_done(&path);
	return expected;
}

static const struct expected_item *
find(const struct expected *expected, enum kind kind, const char *schema, const char *table,
     const char *name)
{
	size_t item = expected_find(expected, kind, schema, table, name);

	if (item == EXPECTED_NONE)
		fail_msg("%s %s is not there", kind_table[kind].word, name);
	return &expected->items[item];
}

static bool
states(const struct expected_item *item, size_t property)
{
	return (item->object.stated & UINT32_C(1) << property) != 0;
}

/* The value that is stated; fails where none is. */
static const char *
value(const struct expected_item *item, size_t property)
{
	assert_true(states(item, property));
	return item->object.value[property];
}

static void
an_object_has_identity_and_values(void **unused)
{
	struct expected *expected = load("contract");
	const struct expected_item *table = find(expected, KIND_table, "public", "events",
	                                         "events");
	const struct expected_item *column = find(expected, KIND_column, "public", "events",
	                                          "state");
	const struct expected_item *key = find(expected, KIND_constraint, "public", "events",
	                                       "events_pkey");

	(void)unused;
	assert_false(table->bare);
	assert_int_equal(table->parent, EXPECTED_NONE);
	assert_int_equal(table->module, 1);
	assert_int_equal(table->object.stated, 0);
	assert_ptr_equal(&expected->items[column->parent], table);
	assert_int_equal(column->module, 1);
	assert_string_equal(value(column, PROPERTY_column_type), "public.event_state");
	assert_string_equal(value(column, PROPERTY_column_default), "'draft'::public.event_state");
	assert_false(states(column, PROPERTY_column_not_null));
	assert_false(states(column, PROPERTY_column_identity));
	assert_string_equal(value(key, PROPERTY_constraint_definition), "PRIMARY KEY (id)");
	assert_string_equal(object_subtype(&key->object), "primary_key");
	expected_unref(expected);
}

static void
a_table_stands_before_what_lives_on_it(void **unused)
{
	struct expected *expected = load("contract");
	size_t children = 0;

	(void)unused;
	for (size_t i = 0; i < expected->item_count; i++) {
		if (expected->items[i].parent == EXPECTED_NONE)
			continue;
		assert_true(expected->items[i].parent < i);
		children++;
	}
	assert_int_equal(children, 8);
	expected_unref(expected);
}

static void
the_document_is_kept(void **unused)
{
	struct expected *expected = load("contract");
	const struct module *module = &expected->modules[1];

	(void)unused;
	assert_string_equal(expected->name, "acme-platform");
	assert_string_equal(expected->file, "tests/manifests/good/contract.json");
	assert_int_equal(strlen(expected->sha256), 64);
	assert_int_equal(expected->server_version, 150020);
	assert_int_equal(expected->scope_count, 1);
	assert_string_equal(expected->scope[0], "public");
	assert_false(expected->all_schemas);
	assert_false(expected->complete);
	assert_false(expected->stated[KIND_schema]);
	assert_string_equal(expected->modules[MODULE_PREREQUISITES].name, "");
	assert_int_equal(expected->modules[MODULE_PREREQUISITES].tables, 1);
	assert_string_equal(module->name, "event_management");
	assert_string_equal(module->description, "Events, sessions, tickets");
	assert_int_equal(module->requirement, REQUIREMENT_REQUIRED);
	assert_int_equal(module->tables, 2);
	expected_unref(expected);
}

static void
a_bare_name_is_existence_alone(void **unused)
{
	struct expected *expected = load("contract");
	const struct expected_item *bare = find(expected, KIND_table, "public", "event_analytics",
	                                        "event_analytics");

	(void)unused;
	assert_true(bare->bare);
	assert_int_equal(bare->object.stated, 0);
	expected_unref(expected);
}

static void
null_is_stated_and_silence_is_not(void **unused)
{
	struct expected *expected = load("every-key");
	const struct expected_item *id = find(expected, KIND_column, "public", "orders", "id");
	const struct expected_item *total = find(expected, KIND_column, "public", "orders",
	                                         "total");

	(void)unused;
	assert_string_equal(value(id, PROPERTY_column_identity), "by default");
	assert_string_equal(value(id, PROPERTY_column_not_null), "true");
	assert_null(value(id, PROPERTY_column_generated));
	assert_null(value(id, PROPERTY_column_collation));
	assert_false(states(id, PROPERTY_column_default));
	assert_null(value(total, PROPERTY_column_default));
	assert_null(value(total, PROPERTY_column_identity));
	assert_string_equal(value(total, PROPERTY_column_not_null), "false");
	assert_false(states(total, PROPERTY_column_generated));
	expected_unref(expected);
}

static void
rules_are_kept(void **unused)
{
	struct expected *expected = load("every-key");
	const struct ignore_rule *rule = &expected->ignores[0];

	(void)unused;
	assert_int_equal(expected->ignore_count, 3);
	assert_int_equal(rule->kind, KIND_index);
	assert_int_equal(rule->change, CHANGE_UNEXPECTED);
	assert_string_equal(rule->schema, "public");
	assert_string_equal(rule->table, "orders");
	assert_string_equal(rule->name, "tmp_*");
	assert_null(rule->property);
	assert_string_equal(rule->module, "shop");
	assert_string_equal(rule->target, "prod-*");
	assert_string_equal(rule->reason, "built by the nightly job");
	assert_string_equal(rule->until, "2028-02-29");
	assert_int_equal(expected->ignores[1].change, -1);
	assert_int_equal(expected->ignores[2].kind, -1);
	assert_null(expected->ignores[2].until);
	assert_int_equal(expected->severity_count, 3);
	assert_int_equal(expected_severity(expected, KIND_constraint, "check", "missing"),
	                 SEVERITY_CRITICAL);
	assert_int_equal(expected_severity(expected, KIND_constraint, "foreign_key", "missing"),
	                 SEVERITY_WARNING);
	assert_int_equal(expected_severity(expected, KIND_column, NULL, "default"), SEVERITY_INFO);
	expected_unref(expected);
}

static void
schemas_default_to_the_first_of_the_scope(void **unused)
{
	struct expected *expected = load("several-schemas");

	(void)unused;
	find(expected, KIND_table, "shop", "orders", "orders");
	find(expected, KIND_table, "public", "orders", "orders");
	find(expected, KIND_index, "shop", "items", "ix_orders");
	find(expected, KIND_type, "shop", NULL, "state");
	find(expected, KIND_schema, NULL, NULL, "stock");
	assert_true(expected->stated[KIND_schema]);
	assert_string_equal(expected->revisions[0].schema, "shop");
	assert_string_equal(expected->revisions[1].schema, "public");
	assert_int_equal(expected->revisions[0].expect_count, 2);
	assert_string_equal(expected->revisions[0].expect[1], "2");
	expected_unref(expected);
}

static void
a_star_is_every_schema(void **unused)
{
	struct expected *expected = load("every-schema");

	(void)unused;
	assert_true(expected->all_schemas);
	assert_int_equal(expected->scope_count, 0);
	assert_true(expected->complete);
	assert_true(expected->stated[KIND_schema]);
	find(expected, KIND_table, "public", "in_public", "in_public");
	find(expected, KIND_table, "*", "starred", "starred");
	expected_unref(expected);
}

static void
requirements_are_kept(void **unused)
{
	static const enum requirement requirements[] = {
		REQUIREMENT_REQUIRED, REQUIREMENT_REQUIRED, REQUIREMENT_REQUIRED,
		REQUIREMENT_OPTIONAL, REQUIREMENT_UNWANTED, REQUIREMENT_OPTIONAL
	};
	struct expected *expected = load("requirements");

	(void)unused;
	for (size_t i = 0; i < expected->module_count; i++)
		assert_int_equal(expected->modules[i].requirement, requirements[i]);
	assert_false(states(find(expected, KIND_type, "public", NULL, "language"),
	                    PROPERTY_type_labels));
	expected_unref(expected);
}

static void
names_are_taken_byte_for_byte(void **unused)
{
	static const char *const names[] = { "Orders",      "orders", "ORDERS",    "public.orders",
		                             "order\"s",    "it's",   " leading",  "trailing ",
		                             "*",           "a/b~c",  "tab\there", "new\nline",
		                             "back\\slash", "\x01",   "таблица",   "e\xcc\x81",
		                             "\xc3\xa9",    "🐘",      "select" };
	struct expected *expected = load("odd-names");
	const struct expected_item *type = find(expected, KIND_type, "public", NULL, "Zu Stand");

	(void)unused;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		find(expected, KIND_table, "public", names[i], names[i]);
	find(expected, KIND_column, "public", "Table.With \"All\" of it", "A.b");
	find(expected, KIND_index, "public", "Table.With \"All\" of it", "In dex");
	assert_string_equal(value(type, PROPERTY_type_labels),
	                    "{\"\",\" \",offen,Offen,it's,\"a,b\",\"{}\",\"\\\"q\\\"\","
	                    "\"back\\\\slash\",\"NULL\",Grüße}");
	expected_unref(expected);
}

static void
short_types_become_canonical(void **unused)
{
	static const struct {
		const char *column;
		const char *type;
	} types[] = {
		{ "a", "character varying(36)" },
		{ "b", "integer" },
		{ "c", "timestamp with time zone" },
		{ "d", "boolean" },
		{ "e", "character varying(36)" },
		{ "f", "timestamp with time zone" },
		{ "g", "public.state" },
		{ "h", "character varying[]" },
		{ "i", "numeric(10,2)" },
	};
	struct expected *expected = load("short-types");

	(void)unused;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		assert_string_equal(
			value(find(expected, KIND_column, "public", "t", types[i].column),
		              PROPERTY_column_type),
			types[i].type);
	expected_unref(expected);
}

static void
the_hash_is_of_the_bytes(void **unused)
{
	static const char one[] = "{\"manifest\":1,\"name\":\"a\",\"modules\":"
				  "[{\"name\":\"m\",\"tables\":[\"t\"]}]}";
	static const char other[] = "{\"manifest\":1,\"name\":\"a\",\"modules\":"
				    "[{\"name\":\"m\",\"tables\":[\"t\"]}]} ";
	struct expected *first;
	struct expected *second;
	struct err err = { 0 };

	(void)unused;
	assert_true(manifest_parse(one, strlen(one), "m", &first, &err));
	assert_true(manifest_parse(other, strlen(other), "m", &second, &err));
	assert_string_equal(first->sha256,
	                    "2f9bd31b1ab2d21d5d0cee77e072c31d01375fa8283d42a27469c7a7439bedf6");
	assert_string_not_equal(first->sha256, second->sha256);
	expected_unref(first);
	expected_unref(second);
}

/* The item must be there, on that host. */
static void
assert_guest(const struct expected *expected, const struct object *guest, bool grantable)
{
	size_t item = expected_find(expected, guest->kind, guest->schema, guest->table,
	                            guest->name);
	const struct object *object;

	assert_int_not_equal(item, EXPECTED_NONE);
	object = &expected->items[item].object;
	assert_int_equal(expected_host(expected, guest), expected->items[item].parent);
	assert_int_equal(expected_host(expected, object), expected->items[item].parent);
	if (guest->kind == KIND_privilege)
		assert_string_equal(object->value[PROPERTY_privilege_grantable],
		                    grantable ? "true" : "false");
}

static void
guests_are_named_by_their_hosts(void **unused)
{
	struct expected *expected = load("guests");
	const struct object guests[] = {
		{ .kind = KIND_privilege,
		  .schema = "public",
		  .table = "users",
		  .name = "app_ro SELECT" },
		{ .kind = KIND_privilege,
		  .schema = "public",
		  .table = "mails",
		  .name = "app_ro SELECT" },
		{ .kind = KIND_column, .schema = "public", .table = "mails", .name = "email" },
		{ .kind = KIND_privilege,
		  .schema = "public",
		  .table = "users",
		  .name = "a role SELECT on column email",
		  .host = "email",
		  .host_kind = KIND_column },
		{ .kind = KIND_privilege,
		  .name = "public USAGE on schema app",
		  .host = "app",
		  .host_kind = KIND_schema },
		{ .kind = KIND_privilege,
		  .schema = "public",
		  .name = "owner -USAGE on type state",
		  .host = "state",
		  .host_kind = KIND_type },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof guests / sizeof *guests; i++)
		assert_guest(expected, &guests[i], false);
	assert_guest(expected,
	             &(struct object){ .kind = KIND_privilege,
	                               .name = "app_rw CREATE on schema app",
	                               .host = "app",
	                               .host_kind = KIND_schema },
	             true);
	assert_int_equal(expected->omit, OMIT_OWNER);
	expected_unref(expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(guests_are_named_by_their_hosts),
		cmocka_unit_test(an_object_has_identity_and_values),
		cmocka_unit_test(a_table_stands_before_what_lives_on_it),
		cmocka_unit_test(the_document_is_kept),
		cmocka_unit_test(a_bare_name_is_existence_alone),
		cmocka_unit_test(null_is_stated_and_silence_is_not),
		cmocka_unit_test(rules_are_kept),
		cmocka_unit_test(schemas_default_to_the_first_of_the_scope),
		cmocka_unit_test(a_star_is_every_schema),
		cmocka_unit_test(requirements_are_kept),
		cmocka_unit_test(names_are_taken_byte_for_byte),
		cmocka_unit_test(short_types_become_canonical),
		cmocka_unit_test(the_hash_is_of_the_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
