/* Something missing and something unexpected that are the same but for their names: one difference. Only
 * in complete manifests, and only where one of either has that shape in its place: whoever cannot tell
 * leaves both. Of relations the shape is told by their columns, whose rows come before or after them,
 * and again where a reading is begun anew: each is kept as two hashes. */
#include "drift/drift_priv.h"

#include <stdlib.h>

/* What the columns of a relation come to. */
struct sum {
	uint64_t columns;
	size_t count;
	bool vague; /* of one the type is not known */
};

/* One of the two sides. */
struct side {
	uint64_t key; /* of its kind, place and shape */
	size_t difference;
};

static uint64_t
mix(uint64_t seed, uint64_t value)
{
	seed = (seed ^ value) * 0x9e3779b97f4a7c15u;
	return seed ^ (seed >> 29);
}

static uint64_t
print_of(const struct object *column)
{
	return hash_string(hash_string(HASH_SEED, column->name),
	                   column->value[PROPERTY_column_type]);
}

void
rename_observe(struct compare *compare, const struct object *observed)
{
	struct object table = { .kind = KIND_table,
		                .schema = observed->schema,
		                .table = observed->table,
		                .name = observed->table };

	if (observed->kind != KIND_column || !compare->expected->complete ||
	    !unexpected_possible(compare, &table) ||
	    expected_host(compare->expected, observed) != NONE)
		return;
	if (compare->print_count == compare->print_room) {
		compare->print_room = compare->print_room == 0 ? 64 : 2 * compare->print_room;
		compare->prints = mem_resize(compare->prints, compare->print_room,
		                             sizeof *compare->prints);
	}
	compare->prints[compare->print_count++] = (struct column_print){
		.relation = object_hash(KIND_table, table.schema, table.table, table.name),
		.column = print_of(observed),
	};
}

static int
number_order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int
print_order_cb(const void *a, const void *b)
{
	const struct column_print *left = a;
	const struct column_print *right = b;
	int order = number_order(left->relation, right->relation);

	return order != 0 ? order : number_order(left->column, right->column);
}

static int
side_order_cb(const void *a, const void *b)
{
	const struct side *left = a;
	const struct side *right = b;
	int order = number_order(left->key, right->key);

	return order != 0 ? order : number_order(left->difference, right->difference);
}

static void
sum_add(struct sum *sum, uint64_t print)
{
	sum->columns += mix(HASH_SEED, print);
	sum->count++;
}

/* Of a table that is not expected; its columns stand together, one that was read twice too. */
static struct sum
sum_observed(const struct compare *compare, const struct drift *drift)
{
	const struct column_print wanted = { .relation = object_hash(KIND_table, drift->schema,
		                                                     drift->table, drift->name) };
	struct sum sum = { 0 };
	size_t low = 0;

	for (size_t high = compare->print_count; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (print_order_cb(&compare->prints[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (size_t i = low; i < compare->print_count; i++) {
		if (compare->prints[i].relation != wanted.relation)
			break;
		if (i == low || compare->prints[i].column != compare->prints[i - 1].column)
			sum_add(&sum, compare->prints[i].column);
	}
	return sum;
}

static struct sum *
sums_expected(struct compare *compare)
{
	const struct expected *expected = compare->expected;
	struct sum *sums = arena_array(&compare->arena, expected->item_count, sizeof *sums);

	for (size_t i = 0; i < expected->item_count; i++) {
		const struct expected_item *item = &expected->items[i];

		if (item->object.kind != KIND_column || item->parent == NONE)
			continue;
		sum_add(&sums[item->parent], print_of(&item->object));
		sums[item->parent].vague |= item->object.value[PROPERTY_column_type] == NULL;
	}
	return sums;
}

/* 0: nobody can tell. */
static uint64_t
key_of(const struct compare *compare, const struct difference *difference, const struct sum *sums)
{
	const struct drift *drift = &difference->drift;
	uint64_t key = difference->shape;
	struct sum sum;

	if (difference->item != NONE)
		key = compare->expected->items[difference->item].bare
		              ? 0
		              : rename_shape(&compare->expected->items[difference->item].object);
	if (key == 0)
		return 0;
	if (drift->kind == KIND_table) {
		sum = difference->item != NONE ? sums[difference->item]
		                               : sum_observed(compare, drift);
		if (sum.count == 0 || sum.vague || !compare->done[KIND_column])
			return 0;
		key = mix(mix(key, sum.columns), sum.count);
	}
	key = mix(hash_string(mix(key, drift->kind), drift->schema), difference->host);
	return key + (key == 0);
}

/* Makes one of two, if they are what is missing and what is there. */
static void
join(struct difference *first, struct difference *second)
{
	bool turned = first->drift.change == CHANGE_UNEXPECTED;
	struct difference *missing = turned ? second : first;
	struct difference *other = turned ? first : second;

	if (missing->drift.change != CHANGE_MISSING || other->drift.change != CHANGE_UNEXPECTED)
		return;
	missing->drift.change = CHANGE_RENAMED;
	missing->drift.observed = other->drift.name;
	missing->drift.creatable = false;
	other->same = true;
}

static void
drop_joined(struct compare *compare)
{
	size_t kept = 0;

	for (size_t i = 0; i < compare->difference_count; i++) {
		if (!compare->differences[i].same)
			compare->differences[kept++] = compare->differences[i];
	}
	compare->difference_count = kept;
}

static size_t
collect(struct compare *compare, struct side *sides)
{
	const struct sum *sums = sums_expected(compare);
	size_t count = 0;

	for (size_t i = 0; i < compare->difference_count; i++) {
		const struct difference *difference = &compare->differences[i];
		bool unexpected = difference->drift.change == CHANGE_UNEXPECTED;

		if ((unexpected && difference->item == NONE) ||
		    (difference->drift.change == CHANGE_MISSING && difference->item != NONE))
			sides[count] = (struct side){ key_of(compare, difference, sums), i };
		else
			continue;
		count += sides[count].key != 0;
	}
	return count;
}

void
rename_walk(struct compare *compare)
{
	struct side *sides;
	size_t count;

	if (!compare->expected->complete || compare->difference_count < 2)
		return;
	sides = mem_resize(NULL, compare->difference_count, sizeof *sides);
	if (compare->print_count > 0)
		qsort(compare->prints, compare->print_count, sizeof *compare->prints,
		      print_order_cb);
	count = collect(compare, sides);
	if (count > 0)
		qsort(sides, count, sizeof *sides, side_order_cb);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && sides[end].key == sides[i].key;)
			end++;
		if (end - i == 2)
			join(&compare->differences[sides[i].difference],
			     &compare->differences[sides[i + 1].difference]);
	}
	free(sides);
	drop_joined(compare);
}
