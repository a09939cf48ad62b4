#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define PATTERNS_MAX 8

struct thing {
	struct object *object;
	bool gone;
	char relkind;
	const char *grant;
};

struct world {
	struct arena arena;
	struct expected *expected;
	struct thing *things;
	size_t count;
	size_t room;
	const struct unknown *unknowns[8];
	size_t unknown_count;
	bool forgotten[KIND_COUNT];
	bool revision_told;
	const char *revision;
	const char *seen; /* a module */
};

static struct thing *
add(struct world *world, struct object *object)
{
	struct thing *thing;

	if (world->count == world->room) {
		world->room = world->room == 0 ? 64 : 2 * world->room;
		world->things = mem_resize(world->things, world->room, sizeof *world->things);
	}
	thing = &world->things[world->count++];
	*thing = (struct thing){ .object = object, .relkind = 'r' };
	return thing;
}

struct world *
world_new(struct expected *expected)
{
	struct world *world = mem_alloc(sizeof *world);

	world->expected = expected;
	for (size_t i = 0; i < expected->item_count; i++) {
		const struct object *object = &expected->items[i].object;
		const struct kind_info *info = &kind_table[object->kind];
		struct object *copy = object_copy(&world->arena, object);

		for (size_t property = 0; property < info->property_count; property++) {
			const char *unstated = info->properties[property].unstated;

			if (!(copy->stated & (1u << property)))
				copy->value[property] = unstated == kind_never ? "anything"
				                                               : unstated;
			copy->stated |= 1u << property;
		}
		add(world, copy);
	}
	return world;
}

void
world_free(struct world *world)
{
	expected_unref(world->expected);
	arena_done(&world->arena);
	free(world->things);
	free(world);
}

static struct thing *
find(struct world *world, enum kind kind, const char *table, const char *name)
{
	const char *schema = kind_table[kind].place == PLACE_TOP ? NULL : "public";
	bool relation = kind_table[kind].shape == SHAPE_RELATION;

	for (size_t i = 0; i < world->count; i++) {
		if (object_is(world->things[i].object, kind, schema, relation ? name : table, name))
			return &world->things[i];
	}
	fail_msg("there is no %s %s", kind_table[kind].word, name);
	return NULL;
}

struct object *
world_find(struct world *world, enum kind kind, const char *table, const char *name)
{
	return find(world, kind, table, name)->object;
}

void
world_set(struct world *world, enum kind kind, const char *table, const char *name, size_t property,
          const char *value)
{
	world_find(world, kind, table, name)->value[property] = arena_strdup(&world->arena, value);
}

struct object *
world_add(struct world *world, enum kind kind, const char *schema, const char *table,
          const char *name)
{
	struct object *object = arena_alloc(&world->arena, sizeof *object);

	*object = (struct object){ .kind = kind,
		                   .schema = arena_strdup(&world->arena, schema),
		                   .table = arena_strdup(&world->arena,
		                                         kind == KIND_table ? name : table),
		                   .name = arena_strdup(&world->arena, name),
		                   .stated = UINT32_MAX,
		                   .value = object_values(&world->arena, kind) };
	for (size_t i = 0; i < kind_table[kind].property_count; i++) {
		const char *unstated = kind_table[kind].properties[i].unstated;

		object->value[i] = unstated == kind_never ? NULL : unstated;
	}
	add(world, object);
	return object;
}

static void
drop_children(struct world *world, const char *schema, const char *table)
{
	for (size_t i = 0; i < world->count; i++) {
		const struct object *object = world->things[i].object;

		if (kind_table[object->kind].place == PLACE_GUEST &&
		    strcmp(object->schema, schema) == 0 && strcmp(object->table, table) == 0)
			world->things[i].gone = true;
	}
}

void
world_drop(struct world *world, enum kind kind, const char *table, const char *name)
{
	find(world, kind, table, name)->gone = true;
	if (kind == KIND_table)
		drop_children(world, "public", name);
}

void
world_drop_schema(struct world *world, const char *schema)
{
	for (size_t i = 0; i < world->count; i++) {
		const struct object *object = world->things[i].object;

		if (strcmp(object->kind == KIND_schema ? object->name : object->schema, schema) ==
		    0)
			world->things[i].gone = true;
	}
}

void
world_replace(struct world *world, const char *table, char relkind)
{
	find(world, KIND_table, NULL, table)->relkind = relkind;
	if (strchr("rpf", relkind) == NULL)
		world_drop(world, KIND_table, NULL, table);
	else
		world_set(world, KIND_table, NULL, table, PROPERTY_table_kind,
		          relkind == 'r'   ? "table"
		          : relkind == 'p' ? "partitioned table"
		                           : "foreign table");
}

void
world_forbid(struct world *world, const char *table, const char *grant)
{
	find(world, KIND_table, NULL, table)->grant = grant;
}

void
world_tell_unknown(struct world *world, const struct unknown *unknown)
{
	world->unknowns[world->unknown_count++] = unknown;
}

void
world_forget_kind(struct world *world, enum kind kind)
{
	world->forgotten[kind] = true;
}

void
world_record(struct world *world, const char *revision)
{
	world->revision_told = true;
	world->revision = revision;
}

static void
select_by(struct world *world, const char *modules, struct selection *selection)
{
	const char *patterns[PATTERNS_MAX];
	size_t count = 0;
	struct err err = { 0 };
	char *list = arena_strdup(&world->arena, modules == NULL ? "" : modules);

	for (char *save, *word = strtok_r(list, ",", &save); word != NULL;
	     word = strtok_r(NULL, ",", &save)) {
		assert_true(count < PATTERNS_MAX);
		patterns[count++] = word;
	}
	if (!select_modules(world->expected, patterns, count, &world->arena, selection, &err))
		fail_msg("%s", err.message);
}

static void
tell_presence(struct world *world, struct compare *compare, size_t i)
{
	const struct thing *thing = &world->things[i];

	if (i >= world->expected->item_count || thing->object->kind != KIND_table ||
	    world->forgotten[KIND_table])
		return;
	compare_presence(compare, i, thing->gone && thing->relkind == 'r' ? '\0' : thing->relkind,
	                 thing->grant);
}

static size_t *
shuffled(struct world *world, unsigned order)
{
	size_t *indexes = arena_array(&world->arena, world->count, sizeof *indexes);

	for (size_t i = 0; i < world->count; i++)
		indexes[i] = i;
	for (size_t i = world->count; order != 0 && i > 1; i--) {
		size_t other = (size_t)rand_r(&order) % i;
		size_t kept = indexes[i - 1];

		indexes[i - 1] = indexes[other];
		indexes[other] = kept;
	}
	return indexes;
}

/* Rows and presence in one order; told in any other it must come to the same. */
static void
tell(struct world *world, struct compare *compare, unsigned order)
{
	const size_t *indexes = shuffled(world, order);

	for (size_t i = 0; i < world->count; i++) {
		const struct thing *thing = &world->things[indexes[i]];

		if (order % 2 == 0)
			tell_presence(world, compare, indexes[i]);
		if (!thing->gone && !world->forgotten[thing->object->kind])
			compare_observed(compare, thing->object);
		if (order % 2 != 0)
			tell_presence(world, compare, indexes[i]);
	}
	for (size_t i = 0; i < world->unknown_count; i++)
		compare_unknown(compare, world->unknowns[i]);
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		if (!world->forgotten[kind])
			compare_kind_done(compare, (enum kind)kind);
	}
	if (world->revision_told)
		compare_revision(compare, 0, &world->revision, 1, world->revision == NULL);
}

void
world_see(struct world *world, const char *module)
{
	world->seen = module;
}

const struct outcome *
world_compare(struct world *world, const char *modules, unsigned order)
{
	struct selection selection;
	struct compare *compare;
	const struct outcome *outcome;

	select_by(world, modules, &selection);
	compare = compare_new(world->expected, &selection);
	for (size_t i = 0; i < world->expected->module_count; i++) {
		if (world->seen != NULL &&
		    strcmp(world->expected->modules[i].name, world->seen) == 0)
			compare_seen(compare, i);
	}
	tell(world, compare, order);
	outcome = compare_finish(compare, "main", "2026-11-22", &world->arena);
	compare_free(compare);
	return outcome;
}

static void
describe(const struct drift *drift, struct text *out)
{
	text_addf(out, "%s %s ", severity_word(drift->severity), change_word(drift->change));
	if (drift->property != NULL)
		text_addf(out, "%s of ", drift->property);
	object_describe(drift->kind, drift->schema, drift->table, drift->name, out);
}

void
world_expect(const struct outcome *outcome, ...)
{
	struct text text = { 0 };
	const char *wanted;
	va_list list;

	va_start(list, outcome);
	for (size_t i = 0; i < outcome->drift_count; i++) {
		text_clear(&text);
		describe(&outcome->drifts[i], &text);
		wanted = va_arg(list, const char *);
		if (wanted == NULL)
			fail_msg("not expected: %s", text_str(&text));
		else
			assert_string_equal(text_str(&text), wanted);
	}
	wanted = va_arg(list, const char *);
	va_end(list);
	text_done(&text);
	if (wanted != NULL)
		fail_msg("not found: %s", wanted);
}

const struct drift *
world_drift(const struct outcome *outcome, const char *drift)
{
	const struct drift *found = NULL;
	struct text text = { 0 };

	for (size_t i = 0; i < outcome->drift_count && found == NULL; i++) {
		text_clear(&text);
		describe(&outcome->drifts[i], &text);
		if (strcmp(text_str(&text), drift) == 0)
			found = &outcome->drifts[i];
	}
	text_done(&text);
	if (found == NULL)
		fail_msg("there is no drift: %s", drift);
	return found;
}

const char *
world_impact(struct world *world, const struct outcome *outcome, const char *drift)
{
	const struct drift *found = world_drift(outcome, drift);
	const char *joined = "";

	for (size_t i = 0; i < found->impact_count; i++)
		joined = arena_printf(&world->arena, "%s%s%s", joined, i > 0 ? "; " : "",
		                      found->impact[i]);
	return joined;
}
