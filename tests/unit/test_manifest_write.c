/* Writing a manifest and reading it back gives the same objects; the same objects the same bytes. */
#include "manifest/write.h"

#include "manifest/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static struct expected *
load(const char *path)
{
	struct expected *expected = NULL;
	struct err err = { 0 };

	if (!manifest_load(path, &expected, &err))
		fail_msg("%s", err.message);
	return expected;
}

static struct expected *
parse(const struct text *manifest)
{
	struct expected *expected = NULL;
	struct err err = { 0 };

	if (!manifest_parse(text_str(manifest), manifest->length, "written", &expected, &err))
		fail_msg("%s in\n%s", err.message, text_str(manifest));
	return expected;
}

static void
same_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		assert_ptr_equal(a, b);
	else
		assert_string_equal(a, b);
}

/* `b` may hold the items in another order. */
static void
same_item(const struct expected *a, size_t index, const struct expected *b)
{
	const struct expected_item *left = &a->items[index];
	const struct object *object = &left->object;
	size_t found = expected_find(b, object->kind, object->schema, object->table, object->name);
	const struct expected_item *right;

	assert_int_not_equal(found, EXPECTED_NONE);
	right = &b->items[found];
	assert_int_equal(left->module, right->module);
	assert_int_equal(left->bare, right->bare);
	assert_int_equal(left->parent == EXPECTED_NONE, right->parent == EXPECTED_NONE);
	assert_int_equal(object->stated, right->object.stated);
	same_text(object->host, right->object.host);
	for (size_t i = 0; i < kind_table[object->kind].property_count; i++)
		same_text(object->value[i], right->object.value[i]);
}

static void
same_document(const struct expected *a, const struct expected *b)
{
	assert_string_equal(a->name, b->name);
	assert_int_equal(a->server_version, b->server_version);
	assert_int_equal(a->complete, b->complete);
	assert_int_equal(a->all_schemas, b->all_schemas);
	assert_memory_equal(a->stated, b->stated, sizeof a->stated);
	assert_int_equal(a->omit, b->omit);
	assert_int_equal(a->scope_count, b->scope_count);
	for (size_t i = 0; i < a->scope_count; i++)
		assert_string_equal(a->scope[i], b->scope[i]);
	assert_int_equal(a->module_count, b->module_count);
	for (size_t i = 0; i < a->module_count; i++) {
		assert_string_equal(a->modules[i].name, b->modules[i].name);
		same_text(a->modules[i].description, b->modules[i].description);
		assert_int_equal(a->modules[i].requirement, b->modules[i].requirement);
		assert_int_equal(a->modules[i].tables, b->modules[i].tables);
	}
	assert_int_equal(a->item_count, b->item_count);
	for (size_t i = 0; i < a->item_count; i++)
		same_item(a, i, b);
}

static void
same_rules(const struct expected *a, const struct expected *b)
{
	assert_int_equal(a->revision_count, b->revision_count);
	for (size_t i = 0; i < a->revision_count; i++) {
		assert_string_equal(a->revisions[i].schema, b->revisions[i].schema);
		assert_string_equal(a->revisions[i].table, b->revisions[i].table);
		assert_string_equal(a->revisions[i].column, b->revisions[i].column);
		assert_int_equal(a->revisions[i].expect_count, b->revisions[i].expect_count);
		for (size_t j = 0; j < a->revisions[i].expect_count; j++)
			assert_string_equal(a->revisions[i].expect[j], b->revisions[i].expect[j]);
	}
	assert_int_equal(a->ignore_count, b->ignore_count);
	for (size_t i = 0; i < a->ignore_count; i++) {
		const struct ignore_rule *left = &a->ignores[i];
		const struct ignore_rule *right = &b->ignores[i];

		assert_int_equal(left->kind, right->kind);
		assert_int_equal(left->change, right->change);
		same_text(left->schema, right->schema);
		same_text(left->table, right->table);
		same_text(left->name, right->name);
		same_text(left->property, right->property);
		same_text(left->module, right->module);
		same_text(left->target, right->target);
		same_text(left->reason, right->reason);
		same_text(left->until, right->until);
	}
	assert_int_equal(a->severity_count, b->severity_count);
	for (size_t i = 0; i < a->severity_count; i++) {
		assert_int_equal(a->severities[i].kind, b->severities[i].kind);
		same_text(a->severities[i].subtype, b->severities[i].subtype);
		assert_string_equal(a->severities[i].what, b->severities[i].what);
		assert_int_equal(a->severities[i].severity, b->severities[i].severity);
	}
}

static void
what_is_written_reads_back_the_same(void **unused)
{
	static const char *const names[] = { "../../../config/manifest",
		                             "bare-names",
		                             "complete",
		                             "contract",
		                             "every-key",
		                             "every-schema",
		                             "guests",
		                             "odd-names",
		                             "requirements",
		                             "same-names",
		                             "several-schemas",
		                             "short-types" };

	(void)unused;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct text first = { 0 };
		struct text second = { 0 };
		struct expected *read;
		struct expected *again;
		char path[256];

		snprintf(path, sizeof path, "tests/manifests/good/%s.json", names[i]);
		read = load(path);
		manifest_write(read, &first);
		again = parse(&first);
		same_document(read, again);
		same_rules(read, again);
		manifest_write(again, &second);
		assert_string_equal(text_str(&first), text_str(&second));
		text_done(&first);
		text_done(&second);
		expected_unref(read);
		expected_unref(again);
	}
}

static void
an_object_has_its_line(void **unused)
{
	static const char written[] =
		"{\n"
		"  \"manifest\": 1,\n"
		"  \"name\": \"complete\",\n"
		"  \"server_version\": 180000,\n"
		"  \"scope\": [\"public\"],\n"
		"  \"complete\": true,\n"
		"  \"omit\": [\"owner\", \"privilege\", \"comment\"],\n"
		"  \"schemas\": [\"public\"],\n"
		"  \"modules\": [\n"
		"    {\n"
		"      \"name\": \"shop\",\n"
		"      \"requirement\": \"required\",\n"
		"      \"types\": [\n"
		"        {\"name\": \"state\", \"labels\": [\"new\", \"paid\"]}\n"
		"      ],\n"
		"      \"tables\": [\n"
		"        \"audit_log\",\n"
		"        {\"name\": \"empty\"},\n"
		"        {\n"
		"          \"name\": \"orders\",\n"
		"          \"kind\": \"partitioned table\",\n"
		"          \"columns\": [\n"
		"            {\"name\": \"id\", \"type\": \"bigint\", \"not_null\": true, "
		"\"identity\": \"always\"},\n"
		"            {\"name\": \"placed\", \"type\": \"date\", \"not_null\": true, "
		"\"default\": \"CURRENT_DATE\"},\n"
		"            {\"name\": \"state\", \"type\": \"public.state\", "
		"\"default\": \"'new'::public.state\"}\n"
		"          ],\n"
		"          \"constraints\": [\n"
		"            {\"name\": \"orders_pkey\", \"definition\": \"PRIMARY KEY (id, "
		"placed)\"}\n"
		"          ],\n"
		"          \"indexes\": [\n"
		"            {\"name\": \"ix_orders_placed\", \"definition\": \"CREATE INDEX "
		"ix_orders_placed ON ONLY public.orders USING btree (placed)\"}\n"
		"          ]\n"
		"        }\n"
		"      ]\n"
		"    }\n"
		"  ]\n"
		"}\n";
	struct expected *expected = load("tests/manifests/good/complete.json");
	struct text out = { 0 };

	(void)unused;
	manifest_write(expected, &out);
	assert_string_equal(text_str(&out), written);
	text_done(&out);
	expected_unref(expected);
}

static void
it_is_added_behind_what_is_there(void **unused)
{
	struct expected *expected = load("tests/manifests/good/bare-names.json");
	struct text out = { 0 };

	(void)unused;
	text_add(&out, "before ");
	manifest_write(expected, &out);
	assert_int_equal(strncmp(text_str(&out), "before {\n", 9), 0);
	text_done(&out);
	expected_unref(expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_reads_back_the_same),
		cmocka_unit_test(an_object_has_its_line),
		cmocka_unit_test(it_is_added_behind_what_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
