#include "drift/drift_priv.h"

#include <string.h>

#define ROOM_LEAST 16

struct difference *
difference_new(struct compare *compare, const struct difference *difference)
{
	if (compare->difference_count == compare->difference_room) {
		compare->difference_room =
			compare->difference_room == 0 ? ROOM_LEAST : 2 * compare->difference_room;
		compare->differences = mem_resize(compare->differences, compare->difference_room,
		                                  sizeof *compare->differences);
	}
	compare->differences[compare->difference_count] = *difference;
	return &compare->differences[compare->difference_count++];
}

void
difference_weigh(const struct compare *compare, struct difference *difference,
                 const struct object *object, const char *what)
{
	difference->drift.severity = expected_severity(compare->expected, difference->drift.kind,
	                                               object_subtype(object), what);
}

struct difference *
difference_of_item(struct compare *compare, enum change change, size_t item)
{
	const struct expected_item *expected = &compare->expected->items[item];
	const struct object *object = &expected->object;
	struct difference *difference = difference_new(
		compare, &(struct difference){
				 .drift = { .change = change,
	                                    .kind = object->kind,
	                                    .schema = object->schema,
	                                    .table = object->table,
	                                    .name = object->name,
	                                    .module = expected->module },
				 .item = item,
				 .table = expected->parent,
				 .cause = NONE,
			 });

	difference_weigh(compare, difference, object, change_word(change));
	return difference;
}

struct difference *
difference_of_object(struct compare *compare, enum change change, const struct object *observed,
                     size_t table)
{
	size_t module = table == NONE ? NONE : compare->expected->items[table].module;
	struct difference *difference = difference_new(
		compare, &(struct difference){
				 .drift = { .change = change,
	                                    .kind = observed->kind,
	                                    .schema = compare_keep(compare, observed->schema),
	                                    .table = compare_keep(compare, observed->table),
	                                    .name = compare_keep(compare, observed->name),
	                                    .module = module },
				 .item = NONE,
				 .table = table,
				 .cause = NONE,
			 });

	difference_weigh(compare, difference, observed, change_word(change));
	return difference;
}

int
string_order(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

int
identity_order(const struct identity *a, const struct identity *b)
{
	int order = (a->kind > b->kind) - (a->kind < b->kind);

	if (order == 0)
		order = string_order(a->schema, b->schema);
	if (order == 0)
		order = string_order(a->table, b->table);
	return order != 0 ? order : string_order(a->name, b->name);
}
