/* What is in a table or a schema, as one hash that does not depend on the order. Of those that are not
 * expected each part is kept as two hashes, as it comes, and maybe again where a reading is begun anew. */
#include "drift/drift_priv.h"

#include <stdlib.h>

/* What the parts come to. */
struct sum {
	uint64_t parts;
	size_t count;
	bool vague; /* the type of a column is not known */
};

static uint64_t
print_of_column(const struct object *column)
{
	return hash_string(hash_string(HASH_SEED, column->name),
	                   column->value[PROPERTY_column_type]);
}

/* Without the types of its arguments, which may be of the schema. */
static uint64_t
print_of_object(const struct object *object)
{
	struct arena scratch = { 0 };
	uint64_t print = hash_string(rename_mix(HASH_SEED, object->kind),
	                             object_own_name(object->kind, object->name, &scratch));

	arena_done(&scratch);
	return print;
}

static void
add_print(struct compare *compare, const struct object *whole, uint64_t part)
{
	if (compare->print_count == compare->print_room) {
		compare->print_room = compare->print_room == 0 ? 64 : 2 * compare->print_room;
		compare->prints = mem_resize(compare->prints, compare->print_room,
		                             sizeof *compare->prints);
	}
	compare->prints[compare->print_count++] = (struct print){
		object_hash(whole->kind, whole->schema, whole->table, whole->name), part
	};
}

void
rename_observe(struct compare *compare, const struct object *observed)
{
	const struct object schema = { .kind = KIND_schema, .name = observed->schema };
	const struct object table = { .kind = KIND_table,
		                      .schema = observed->schema,
		                      .table = observed->table,
		                      .name = observed->table };

	if (!compare->expected->complete || observed->schema == NULL)
		return;
	if (observed->kind == KIND_column) {
		if (expected_host(compare->expected, observed) == NONE &&
		    unexpected_possible(compare, &table))
			add_print(compare, &table, print_of_column(observed));
	} else if (kind_table[observed->kind].place == PLACE_MODULE &&
	           unexpected_possible(compare, &schema)) {
		add_print(compare, &schema, print_of_object(observed));
	}
}

static int
number_order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int
print_order_cb(const void *a, const void *b)
{
	const struct print *left = a;
	const struct print *right = b;
	int order = number_order(left->whole, right->whole);

	return order != 0 ? order : number_order(left->part, right->part);
}

void
rename_sort(struct compare *compare)
{
	if (compare->print_count > 0)
		qsort(compare->prints, compare->print_count, sizeof *compare->prints,
		      print_order_cb);
}

static void
sum_add(struct sum *sum, uint64_t print)
{
	sum->parts += rename_mix(HASH_SEED, print);
	sum->count++;
}

static uint64_t
sum_up(const struct sum *sum)
{
	uint64_t hash = rename_mix(sum->parts, sum->count);

	return sum->count == 0 || sum->vague ? 0 : hash + (hash == 0);
}

/* Equal prints are one part that was read twice, or routines of one name: they stand together. */
static uint64_t
sum_sorted(const struct print *prints, size_t count)
{
	struct sum sum = { 0 };

	for (size_t i = 0; i < count && prints[i].whole == prints->whole; i++) {
		if (i == 0 || prints[i].part != prints[i - 1].part)
			sum_add(&sum, prints[i].part);
	}
	return sum_up(&sum);
}

uint64_t
rename_sum_observed(const struct compare *compare, const struct drift *drift)
{
	const struct print wanted = {
		object_hash(drift->kind, drift->schema, drift->table, drift->name), 0
	};
	size_t low = 0;

	for (size_t high = compare->print_count; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (print_order_cb(&compare->prints[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == compare->print_count || compare->prints[low].whole != wanted.whole)
		return 0;
	return sum_sorted(&compare->prints[low], compare->print_count - low);
}

uint64_t
rename_sum_of_schema(const struct expected *expected, const char *schema)
{
	struct print *prints = mem_resize(NULL, expected->item_count, sizeof *prints);
	size_t count = 0;
	uint64_t sum;

	for (size_t i = 0; i < expected->item_count; i++) {
		const struct object *object = &expected->items[i].object;

		if (kind_table[object->kind].place == PLACE_MODULE &&
		    string_order(object->schema, schema) == 0)
			prints[count++] = (struct print){ 0, print_of_object(object) };
	}
	if (count > 0)
		qsort(prints, count, sizeof *prints, print_order_cb);
	sum = count == 0 ? 0 : sum_sorted(prints, count);
	free(prints);
	return sum;
}

const uint64_t *
rename_sums_expected(struct compare *compare)
{
	const struct expected *expected = compare->expected;
	struct sum *sums = arena_array(&compare->arena, expected->item_count, sizeof *sums);
	uint64_t *hashes = arena_array(&compare->arena, expected->item_count, sizeof *hashes);

	for (size_t i = 0; i < expected->item_count; i++) {
		const struct expected_item *item = &expected->items[i];

		if (item->object.kind != KIND_column || item->parent == NONE)
			continue;
		sum_add(&sums[item->parent], print_of_column(&item->object));
		sums[item->parent].vague |= item->object.value[PROPERTY_column_type] == NULL;
	}
	for (size_t i = 0; i < expected->item_count; i++)
		hashes[i] = sum_up(&sums[i]);
	return hashes;
}
