#include "expect_build.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct build {
	struct expected *expected;
	size_t module;
	size_t table;
	size_t item_room;
};

static void *
grow(struct arena *arena, const void *list, size_t count, size_t size)
{
	void *grown = arena_array(arena, count + 1, size);

	if (count > 0)
		memcpy(grown, list, count * size);
	return grown;
}

static char *
copy(struct build *build, const char *string)
{
	return arena_strdup(&build->expected->arena, string);
}

struct build *
build_new(void)
{
	struct build *build = mem_alloc(sizeof *build);

	build->expected = expected_new();
	build->expected->name = "test";
	build->expected->file = "test.json";
	build->module = EXPECTED_NONE;
	build->table = EXPECTED_NONE;
	build_scope(build, "public");
	return build;
}

struct expected *
build_expected(struct build *build)
{
	return build->expected;
}

void
build_scope(struct build *build, const char *schema)
{
	struct expected *expected = build->expected;
	const char **scope = grow(&expected->arena, expected->scope, expected->scope_count,
	                          sizeof *scope);

	scope[expected->scope_count++] = copy(build, schema);
	expected->scope = scope;
}

void
build_all_schemas(struct build *build)
{
	build->expected->all_schemas = true;
	build->expected->scope_count = 0;
}

void
build_prerequisites(struct build *build)
{
	build->module = MODULE_PREREQUISITES;
}

size_t
build_module(struct build *build, const char *name, enum requirement requirement)
{
	struct expected *expected = build->expected;

	expected->modules = grow(&expected->arena, expected->modules, expected->module_count,
	                         sizeof *expected->modules);
	build->module = expected->module_count++;
	expected->modules[build->module] = (struct module){ .name = copy(build, name),
		                                            .requirement = requirement };
	return build->module;
}

static size_t
add(struct build *build, enum kind kind, const char *schema, const char *table, const char *name)
{
	struct expected *expected = build->expected;
	struct expected_item *item;

	if (expected->item_count == build->item_room) {
		struct expected_item *items;

		build->item_room = build->item_room == 0 ? 16 : 2 * build->item_room;
		items = arena_array(&expected->arena, build->item_room, sizeof *items);
		if (expected->item_count > 0)
			memcpy(items, expected->items, expected->item_count * sizeof *items);
		expected->items = items;
	}
	item = &expected->items[expected->item_count];
	item->object = (struct object){ .kind = kind,
		                        .schema = copy(build, schema),
		                        .table = copy(build, table),
		                        .name = copy(build, name),
		                        .value = object_values(&expected->arena, kind) };
	item->module = build->module;
	item->parent = EXPECTED_NONE;
	return expected->item_count++;
}

void
build_state(struct build *build, size_t property, const char *value)
{
	struct object *object = &build->expected->items[build->expected->item_count - 1].object;

	object->stated |= 1u << property;
	object->value[property] = copy(build, value);
}

size_t
build_schema(struct build *build, const char *name)
{
	size_t item;

	build->module = EXPECTED_NONE;
	build->expected->stated[KIND_schema] = true;
	item = add(build, KIND_schema, NULL, NULL, name);
	return item;
}

size_t
build_type(struct build *build, const char *schema, const char *name, const char *labels)
{
	size_t item = add(build, KIND_type, schema, NULL, name);

	if (labels != NULL)
		build_state(build, PROPERTY_type_labels, labels);
	return item;
}

size_t
build_table_in(struct build *build, const char *schema, const char *name)
{
	assert(build->module != EXPECTED_NONE);
	build->expected->modules[build->module].tables++;
	build->table = add(build, KIND_table, schema, name, name);
	return build->table;
}

size_t
build_table(struct build *build, const char *name)
{
	return build_table_in(build, "public", name);
}

size_t
build_bare(struct build *build, const char *name)
{
	size_t item = build_table(build, name);

	build->expected->items[item].bare = true;
	return item;
}

static size_t
add_to_table(struct build *build, enum kind kind, const char *name, size_t property,
             const char *value)
{
	const struct object *table = &build->expected->items[build->table].object;
	size_t item = add(build, kind, table->schema, table->name, name);

	build->expected->items[item].parent = build->table;
	if (value != NULL)
		build_state(build, property, value);
	return item;
}

size_t
build_column(struct build *build, const char *name, const char *type)
{
	return add_to_table(build, KIND_column, name, PROPERTY_column_type, type);
}

size_t
build_constraint(struct build *build, const char *name, const char *definition)
{
	return add_to_table(build, KIND_constraint, name, PROPERTY_constraint_definition,
	                    definition);
}

size_t
build_index(struct build *build, const char *name, const char *definition)
{
	return add_to_table(build, KIND_index, name, PROPERTY_index_definition, definition);
}

size_t
build_any(struct build *build, enum kind kind, const char *name)
{
	size_t item;

	if (kind_table[kind].place == PLACE_GUEST)
		return add_to_table(build, kind, name, 0, NULL);
	if (kind_table[kind].place == PLACE_MODULE)
		return add(build, kind, "public",
		           kind_table[kind].shape == SHAPE_RELATION ? name : NULL, name);
	item = add(build, kind, NULL, NULL, name);
	build->expected->items[item].module = EXPECTED_NONE;
	build->expected->stated[kind] = true;
	return item;
}

void
build_revision(struct build *build, const char *table, const char *column, const char *expect)
{
	struct expected *expected = build->expected;
	const char **list = arena_array(&expected->arena, 1, sizeof *list);

	list[0] = copy(build, expect);
	expected->revisions = grow(&expected->arena, expected->revisions, expected->revision_count,
	                           sizeof *expected->revisions);
	expected->revisions[expected->revision_count++] = (struct revision){
		.schema = "public",
		.table = copy(build, table),
		.column = copy(build, column),
		.expect = list,
		.expect_count = 1
	};
}

void
build_severity(struct build *build, const char *key, enum severity severity)
{
	struct expected *expected = build->expected;
	struct severity_row row = { .severity = severity };
	bool known = kind_severity_key(key, &row.kind, &row.subtype, &row.what);

	assert(known);
	(void)known;
	expected->severities = grow(&expected->arena, expected->severities,
	                            expected->severity_count, sizeof *expected->severities);
	expected->severities[expected->severity_count++] = row;
}

struct ignore_rule *
build_ignore(struct build *build)
{
	struct expected *expected = build->expected;

	expected->ignores = grow(&expected->arena, expected->ignores, expected->ignore_count,
	                         sizeof *expected->ignores);
	expected->ignores[expected->ignore_count] = (struct ignore_rule){ .kind = -1,
		                                                          .change = -1,
		                                                          .reason = "because" };
	return &expected->ignores[expected->ignore_count++];
}

struct expected *
build_done(struct build *build)
{
	struct expected *expected = build->expected;
	size_t twice = EXPECTED_NONE;
	bool unique = expected_index(expected, &twice);

	assert(unique);
	(void)unique;
	free(build);
	return expected;
}
