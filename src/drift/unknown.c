/* What could not be read. Kept as told, sorted once at the end; what was expected and not seen is
 * then looked up here before it is called missing. */
#include "drift/drift_priv.h"

#include <stdlib.h>

#define ROOM_LEAST 16

static struct identity
identity_of(const struct unknown *unknown)
{
	return (struct identity){ unknown->kind, unknown->schema, unknown->table, unknown->name };
}

static int
identity_order_cb(const void *a, const void *b)
{
	struct identity left = identity_of(&((const struct unread *)a)->unknown);
	struct identity right = identity_of(&((const struct unread *)b)->unknown);

	return identity_order(&left, &right);
}

/* The reason too, so that of two that say the same of one object it is always the same one that stays. */
static int
order_cb(const void *a, const void *b)
{
	const struct unknown *left = &((const struct unread *)a)->unknown;
	const struct unknown *right = &((const struct unread *)b)->unknown;
	int order = identity_order_cb(a, b);

	if (order == 0)
		order = string_order(left->reason, right->reason);
	if (order == 0)
		order = string_order(left->sqlstate, right->sqlstate);
	return order != 0 ? order : string_order(left->hint, right->hint);
}

void
unknown_add(struct compare *compare, const struct unknown *unknown)
{
	struct unknown *kept;

	if (compare->unread_count == compare->unread_room) {
		size_t room = compare->unread_room == 0 ? ROOM_LEAST : 2 * compare->unread_room;

		compare->unreads = mem_resize(compare->unreads, room, sizeof *compare->unreads);
		compare->unread_room = room;
	}
	compare->unreads[compare->unread_count] = (struct unread){ 0 };
	kept = &compare->unreads[compare->unread_count++].unknown;
	kept->kind = unknown->kind;
	kept->schema = compare_keep(compare, unknown->schema);
	kept->table = compare_keep(compare, unknown->table);
	kept->name = compare_keep(compare, unknown->name);
	kept->reason = compare_keep(compare, unknown->reason);
	kept->sqlstate = compare_keep(compare, unknown->sqlstate);
	kept->hint = compare_keep(compare, unknown->hint);
	/* A relation's own name stands in both places. */
	if (kind_table[kept->kind].shape == SHAPE_RELATION) {
		if (kept->name == NULL)
			kept->name = kept->table;
		kept->table = kept->name;
	}
}

/* The unread thing with exactly this identity, or NULL. */
static struct unread *
find(const struct compare *compare, enum kind kind, const char *schema, const char *table,
     const char *name)
{
	struct unread key = {
		.unknown = { .kind = kind, .schema = schema, .table = table, .name = name }
	};

	if (compare->unread_count == 0)
		return NULL;
	return bsearch(&key, compare->unreads, compare->unread_count, sizeof *compare->unreads,
	               identity_order_cb);
}

static void
sort(struct compare *compare)
{
	size_t unique = 0;

	if (compare->unread_count == 0)
		return;
	qsort(compare->unreads, compare->unread_count, sizeof *compare->unreads, order_cb);
	for (size_t i = 0; i < compare->unread_count; i++) {
		if (unique == 0 ||
		    identity_order_cb(&compare->unreads[unique - 1], &compare->unreads[i]) != 0)
			compare->unreads[unique++] = compare->unreads[i];
	}
	compare->unread_count = unique;
}

/* Whether something unexpected of that kind may be anywhere; only complete manifests have such. */
static bool
kind_may_hide(const struct expected *expected, enum kind kind)
{
	if (expected_omits(expected, kind_table[kind].word))
		return false;
	if (kind == KIND_schema && expected->complete && expected->all_schemas)
		return true;
	return kind_table[kind].place == PLACE_TOP ? expected->stated[kind] : expected->complete;
}

/* Whether what was not read may hide something unexpected. */
static bool
may_hide(const struct compare *compare, const struct unknown *unknown)
{
	const struct expected *expected = compare->expected;
	const struct object object = { .kind = unknown->kind,
		                       .schema = unknown->schema,
		                       .table = unknown->table,
		                       .name = unknown->name };
	size_t host;

	if (kind_table[unknown->kind].place == PLACE_NONE)
		return false;
	if (unknown->schema == NULL && unknown->name == NULL)
		return kind_may_hide(expected, unknown->kind);
	if (unknown->name != NULL && expected_find(expected, unknown->kind, unknown->schema,
	                                           unknown->table, unknown->name) != NONE)
		return false;
	if (kind_table[unknown->kind].place == PLACE_GUEST) {
		if (unknown->table == NULL)
			return expected->complete && unknown->schema != NULL &&
			       expected_in_scope(expected, unknown->schema);
		host = expected_relation(expected, unknown->schema, unknown->table);
		if (host == NONE || !compare_stands(compare, host))
			return false;
	}
	return unexpected_possible(compare, &object);
}

/* The unread thing that the revision is part of, or NULL. */
static struct unread *
find_revision(const struct compare *compare, const struct revision *revision)
{
	struct unread *found = find(compare, KIND_revision, revision->schema, revision->table,
	                            revision->column);

	return found != NULL ? found : find(compare, KIND_revision, NULL, NULL, NULL);
}

/* What nobody spoke of is unknown too. The list is sorted before and after. */
static void
add_what_was_not_told(struct compare *compare)
{
	const struct expected *expected = compare->expected;
	struct unknown *untold = arena_array(&compare->arena, KIND_COUNT + expected->revision_count,
	                                     sizeof *untold);
	size_t count = 0;

	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		if (!compare->done[kind] && kind_table[kind].place != PLACE_NONE &&
		    find(compare, (enum kind)kind, NULL, NULL, NULL) == NULL)
			untold[count++].kind = (enum kind)kind;
	}
	for (size_t i = 0; i < expected->revision_count; i++) {
		const struct revision *revision = &expected->revisions[i];

		if (compare->recorded[i].state == RECORDED_UNTOLD &&
		    find_revision(compare, revision) == NULL)
			untold[count++] = (struct unknown){ .kind = KIND_revision,
				                            .schema = revision->schema,
				                            .table = revision->table,
				                            .name = revision->column };
	}
	for (size_t i = 0; i < count; i++) {
		untold[i].reason = "not_read";
		unknown_add(compare, &untold[i]);
	}
	sort(compare);
}

/* Something unexpected may hide there: its module cannot be called whole. */
static void
mark_hiding(struct compare *compare, struct unread *unread)
{
	const struct unknown *unknown = &unread->unknown;
	size_t host = NONE;

	unread->counts = true;
	if (unknown->table != NULL)
		host = expected_relation(compare->expected, unknown->schema, unknown->table);
	if (host != NONE && compare->expected->items[host].module != NONE)
		compare->surveys[compare->expected->items[host].module].unknown = true;
}

void
unknown_prepare(struct compare *compare)
{
	const struct expected *expected = compare->expected;

	sort(compare);
	add_what_was_not_told(compare);
	for (size_t i = 0; i < compare->unread_count; i++) {
		if (may_hide(compare, &compare->unreads[i].unknown))
			mark_hiding(compare, &compare->unreads[i]);
	}
	for (size_t i = 0; i < expected->revision_count; i++) {
		if (compare->recorded[i].state == RECORDED_UNTOLD)
			find_revision(compare, &expected->revisions[i])->counts = true;
	}
}

bool
unknown_covers(struct compare *compare, size_t item)
{
	const struct object *object = &compare->expected->items[item].object;
	bool told = compare->sight[item] & SIGHT_TOLD;
	struct unread *found[4];
	bool covered = false;

	found[0] = find(compare, object->kind, object->schema, object->table, object->name);
	/* Presence speaks of a relation by name: that the rest of its kind was not read says nothing. */
	found[1] = told ? NULL : find(compare, object->kind, object->schema, object->table, NULL);
	found[2] = told ? NULL : find(compare, object->kind, object->schema, NULL, NULL);
	found[3] = told ? NULL : find(compare, object->kind, NULL, NULL, NULL);
	for (size_t i = 0; i < 4; i++) {
		if (found[i] != NULL) {
			found[i]->counts = true;
			covered = true;
		}
	}
	return covered;
}

void
unknown_list(struct compare *compare, struct arena *arena, struct outcome *outcome)
{
	outcome->unknowns = arena_array(arena, compare->unread_count, sizeof *outcome->unknowns);
	for (size_t i = 0; i < compare->unread_count; i++) {
		const struct unknown *unknown = &compare->unreads[i].unknown;

		if (!compare->unreads[i].counts)
			continue;
		outcome->unknowns[outcome->unknown_count++] = (struct unknown){
			.kind = unknown->kind,
			.schema = arena_strdup(arena, unknown->schema),
			.table = arena_strdup(arena, unknown->table),
			.name = arena_strdup(arena, unknown->name),
			.reason = arena_strdup(arena, unknown->reason),
			.sqlstate = arena_strdup(arena, unknown->sqlstate),
			.hint = arena_strdup(arena, unknown->hint),
		};
	}
}
