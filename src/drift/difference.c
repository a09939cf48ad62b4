#include "drift/drift_priv.h"

#include <string.h>

#define ROOM_LEAST 16

struct difference *
difference_new(struct compare *compare, const struct drift *drift, size_t item, size_t host)
{
	struct difference *difference;

	if (compare->difference_count == compare->difference_room) {
		size_t room = compare->difference_room == 0 ? ROOM_LEAST
		                                            : 2 * compare->difference_room;

		compare->differences = mem_resize(compare->differences, room,
		                                  sizeof *compare->differences);
		compare->difference_room = room;
	}
	difference = &compare->differences[compare->difference_count++];
	*difference = (struct difference){
		.drift = *drift, .item = item, .host = host, .cause = NONE
	};
	return difference;
}

void
difference_weigh(const struct compare *compare, struct difference *difference,
                 const struct object *object, const char *what)
{
	enum kind kind = difference->drift.kind;
	const char *subtype = object_subtype(object);

	difference->drift.severity = expected_severity(compare->expected, kind, subtype, what);
	difference->drift.security = kind_is_security(kind, subtype, what);
}

struct difference *
difference_of_item(struct compare *compare, enum change change, size_t item)
{
	const struct expected_item *expected = &compare->expected->items[item];
	const struct object *object = &expected->object;
	struct drift drift = { .change = change,
		               .kind = object->kind,
		               .schema = object->schema,
		               .table = object->table,
		               .name = object->name,
		               .module = expected->module };
	struct difference *difference = difference_new(compare, &drift, item, expected->parent);

	difference_weigh(compare, difference, object, change_word(change));
	return difference;
}

struct difference *
difference_of_object(struct compare *compare, enum change change, const struct object *observed,
                     size_t host)
{
	struct drift drift = { .change = change,
		               .kind = observed->kind,
		               .schema = compare_keep(compare, observed->schema),
		               .table = compare_keep(compare, observed->table),
		               .name = compare_keep(compare, observed->name),
		               .module = NONE };
	struct difference *difference;

	if (host != NONE)
		drift.module = compare->expected->items[host].module;
	difference = difference_new(compare, &drift, NONE, host);
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
