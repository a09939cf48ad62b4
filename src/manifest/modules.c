#include "manifest/manifest_priv.h"

static size_t count_kind(const struct tree *host, enum kind kind);

/* What lives on one object. */
static size_t
count_guests(const struct tree *object, enum kind kind)
{
	const struct kind_info *info = &kind_table[kind];
	size_t count = 0;

	for (size_t i = 0; object->type == TREE_OBJECT && i < info->guest_count; i++)
		count += count_kind(object, info->guests[i]);
	return count;
}

/* The objects of one kind in `host`. What is no array is refused later, when it is read. */
static size_t
count_kind(const struct tree *host, enum kind kind)
{
	const struct tree *array = tree_get(host, kind_table[kind].plural);
	size_t count;

	if (kind_table[kind].shape == SHAPE_GRANT)
		return grants_count(array);
	count = tree_length(array);
	for (size_t i = 0; kind_table[kind].guest_count > 0 && i < tree_length(array); i++)
		count += count_guests(tree_at(array, i), kind);
	return count;
}

static size_t
count_kinds(const struct tree *host, enum kind_place where)
{
	size_t count = 0;

	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		if (kind_table[kind].place == where)
			count += count_kind(host, (enum kind)kind);
	}
	return count;
}

static size_t
count_objects(const struct tree *document)
{
	const struct tree *modules = tree_get(document, "modules");
	size_t count = count_kinds(document, PLACE_TOP);

	count += count_kinds(tree_get(document, "prerequisites"), PLACE_MODULE);
	for (size_t i = 0; i < tree_length(modules); i++)
		count += count_kinds(tree_at(modules, i), PLACE_MODULE);
	return count;
}

static bool
make_room(struct reading *reading, const struct tree *document)
{
	struct expected *expected = reading->expected;
	size_t count = count_objects(document);

	if (count > EXPECTED_OBJECTS_MAX)
		return place_fail(reading, NULL, "states %zu objects; the limit is %d", count,
		                  EXPECTED_OBJECTS_MAX);
	expected->items = arena_array(&expected->arena, count, sizeof *expected->items);
	reading->ordinals = arena_array(&reading->scratch, count, sizeof *reading->ordinals);
	reading->grantees = arena_array(&reading->scratch, count, sizeof *reading->grantees);
	return true;
}

/* Of the prerequisites or a module; `index` says which. */
static bool
read_module(struct reading *reading, const struct place *at, const struct tree *json,
            enum section section, size_t index)
{
	struct module *module = &reading->expected->modules[index];
	const struct tree *requirement;
	struct place place = { at, "name", 0 };
	size_t word = REQUIREMENT_REQUIRED;
	struct keys keys;

	keys_of(section, KIND_module, &keys);
	module->name = "";
	if (!reading_object(reading, at, json, &keys) ||
	    !reading_description(reading, at, json, &module->description))
		return false;
	if (section == SECTION_MODULE &&
	    !reading_name(reading, &place, tree_get(json, "name"), &module->name))
		return false;
	place.key = "requirement";
	requirement = tree_get(json, "requirement");
	if (requirement != NULL &&
	    !reading_word(reading, &place, requirement, keys_requirements, &word))
		return false;
	module->requirement = (enum requirement)word;
	return objects_read(reading, at, json, PLACE_MODULE, index);
}

bool
modules_read(struct reading *reading, const struct tree *document)
{
	struct expected *expected = reading->expected;
	const struct tree *prerequisites = tree_get(document, "prerequisites");
	const struct tree *modules = tree_get(document, "modules");
	struct place first = { NULL, "prerequisites", 0 };
	struct place list = { NULL, "modules", 0 };
	struct place one = { &list, NULL, 0 };

	if (!reading_array(reading, &list, modules))
		return false;
	if (tree_length(modules) == 0 && !expected->complete)
		return place_fail(reading, &list, "no module; at least one must be stated");
	if (!make_room(reading, document))
		return false;
	expected->module_count = tree_length(modules) + 1;
	expected->modules = arena_array(&expected->arena, expected->module_count,
	                                sizeof *expected->modules);
	expected->modules[MODULE_PREREQUISITES].name = "";
	for (size_t kind = 0; kind < KIND_COUNT; kind++)
		expected->stated[kind] = kind_table[kind].place == PLACE_TOP &&
		                         tree_get(document, kind_table[kind].plural) != NULL;
	if (!objects_read(reading, NULL, document, PLACE_TOP, EXPECTED_NONE))
		return false;
	if (prerequisites != NULL && !read_module(reading, &first, prerequisites,
	                                          SECTION_PREREQUISITES, MODULE_PREREQUISITES))
		return false;
	for (; one.index < tree_length(modules); one.index++) {
		if (!read_module(reading, &one, tree_at(modules, one.index), SECTION_MODULE,
		                 one.index + 1))
			return false;
	}
	return true;
}
