/* config/manifest.json against the facts of the reference case in tests/reference. */
#include "manifest/manifest.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS 4

static struct expected *reference;

static int
load(void **unused)
{
	struct err err = { 0 };

	(void)unused;
	if (manifest_load("config/manifest.json", &reference, &err))
		return 0;
	print_error("%s\n", err.message);
	return 1;
}

static int
unload(void **unused)
{
	(void)unused;
	expected_unref(reference);
	return 0;
}

/* Calls `check` with the fields of each row ("" where there are fewer); returns how many rows. */
static size_t
each_fact(const char *path, void (*check)(char *const field[FIELDS]))
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	size_t rows = 0;

	assert_non_null(file);
	while (getline(&line, &room, file) >= 0) {
		char none[] = "";
		char *rest = line;
		char *field[FIELDS];

		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0')
			continue;
		for (size_t i = 0; i < FIELDS; i++) {
			field[i] = strsep(&rest, "\t");
			if (field[i] == NULL)
				field[i] = none;
		}
		check(field);
		rows++;
	}
	free(line);
	fclose(file);
	return rows;
}

static size_t
count_of(enum kind kind, const char *subtype)
{
	size_t count = 0;

	for (size_t i = 0; i < reference->item_count; i++) {
		const struct object *object = &reference->items[i].object;
		const char *word = object_subtype(object);

		count += object->kind == kind &&
		         reference->items[i].module != MODULE_PREREQUISITES &&
		         (subtype == NULL || (word != NULL && strcmp(word, subtype) == 0));
	}
	return count;
}

/* Elements that "; " parts, but for table constraints. */
static size_t
columns_in(const char *list)
{
	size_t count = 0;

	for (; list != NULL; list = strchr(list, ';')) {
		list += strspn(list, "; ");
		count += strncmp(list, "unique(", strlen("unique(")) != 0;
	}
	return count;
}

static size_t
columns_of(size_t table)
{
	size_t count = 0;

	for (size_t i = 0; i < reference->item_count; i++)
		count += reference->items[i].parent == table &&
		         reference->items[i].object.kind == KIND_column;
	return count;
}

static void
check_table(char *const field[FIELDS])
{
	size_t item = expected_find(reference, KIND_table, "public", field[1], field[1]);
	const struct object *column;
	size_t id;

	assert_int_not_equal(item, EXPECTED_NONE);
	assert_string_equal(reference->modules[reference->items[item].module].name, field[0]);
	assert_int_equal(columns_of(item), columns_in(field[3]));
	id = expected_find(reference, KIND_column, "public", field[1], "id");
	assert_int_not_equal(id, EXPECTED_NONE);
	column = &reference->items[id].object;
	assert_string_equal(column->value[PROPERTY_column_type], "character varying(36)");
	assert_string_equal(column->value[PROPERTY_column_not_null], "true");
}

static void
check_index(char *const field[FIELDS])
{
	size_t item = expected_find(reference, KIND_index, "public", field[0], field[1]);
	char definition[512];

	assert_int_not_equal(item, EXPECTED_NONE);
	snprintf(definition, sizeof definition, "CREATE %sINDEX %s ON public.%s USING btree (%s)",
	         strcmp(field[3], "unique") == 0 ? "UNIQUE " : "", field[1], field[0], field[2]);
	assert_string_equal(reference->items[item].object.value[PROPERTY_index_definition],
	                    definition);
}

static void
check_type(char *const field[FIELDS])
{
	size_t item = expected_find(reference, KIND_type, "public", NULL, field[1]);
	struct text labels = { 0 };

	assert_int_not_equal(item, EXPECTED_NONE);
	assert_string_equal(reference->modules[reference->items[item].module].name, field[0]);
	for (char *rest = field[2], *label; (label = strsep(&rest, ",")) != NULL;)
		text_addf(&labels, "%c%s", labels.length == 0 ? '{' : ',',
		          label + strspn(label, " "));
	text_addc(&labels, '}');
	assert_string_equal(reference->items[item].object.value[PROPERTY_type_labels],
	                    text_str(&labels));
	text_done(&labels);
}

static void
states_every_fact(void **unused)
{
	(void)unused;
	assert_int_equal(each_fact("tests/reference/tables.tsv", check_table), 34);
	assert_int_equal(each_fact("tests/reference/indexes.tsv", check_index), 46);
	assert_int_equal(each_fact("tests/reference/types.tsv", check_type), 4);
}

static void
states_nothing_else(void **unused)
{
	(void)unused;
	assert_int_equal(reference->module_count - 1, 8);
	assert_int_equal(count_of(KIND_table, NULL), 34);
	assert_int_equal(count_of(KIND_index, NULL), 46);
	assert_int_equal(count_of(KIND_type, NULL), 4);
	assert_int_equal(count_of(KIND_schema, NULL), 0);
	assert_int_equal(count_of(KIND_constraint, "primary_key"), 34);
	assert_int_equal(count_of(KIND_constraint, "foreign_key"), 15);
	assert_int_equal(count_of(KIND_constraint, "unique"), 4);
	assert_int_equal(count_of(KIND_constraint, NULL), 34 + 15 + 4);
	assert_int_equal(reference->revision_count, 0);
	assert_int_equal(reference->ignore_count, 0);
	assert_int_equal(reference->severity_count, 0);
	assert_false(reference->complete);
}

static void
has_its_modules_described_and_required(void **unused)
{
	(void)unused;
	for (size_t i = 1; i < reference->module_count; i++) {
		assert_int_equal(reference->modules[i].requirement, REQUIREMENT_REQUIRED);
		assert_non_null(reference->modules[i].description);
	}
}

static void
stands_on_organizations(void **unused)
{
	size_t table = expected_find(reference, KIND_table, "public", "organizations",
	                             "organizations");
	size_t id = expected_find(reference, KIND_column, "public", "organizations", "id");

	(void)unused;
	assert_int_equal(reference->modules[MODULE_PREREQUISITES].tables, 1);
	assert_int_not_equal(table, EXPECTED_NONE);
	assert_int_equal(reference->items[table].module, MODULE_PREREQUISITES);
	assert_int_equal(columns_of(table), 1);
	assert_int_not_equal(id, EXPECTED_NONE);
	assert_string_equal(reference->items[id].object.value[PROPERTY_column_type],
	                    "character varying(36)");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states_every_fact),
		cmocka_unit_test(states_nothing_else),
		cmocka_unit_test(has_its_modules_described_and_required),
		cmocka_unit_test(stands_on_organizations),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
