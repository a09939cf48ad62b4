/* Something missing and something unexpected that are the same but for their names: one difference. First
 * schemas with all that is in them, then what has another name in its place, then what has the same name in
 * another schema. Only in complete manifests, and only where one of either has that shape: whoever cannot
 * tell leaves both. */
#include "drift/drift_priv.h"

#include "model/ident.h"

#include <stdlib.h>

/* What is the same on both sides, besides the shape. */
enum pass { PASS_SCHEMA, PASS_PLACE, PASS_NAME, PASS_COUNT };

/* One of the two sides. */
struct side {
	uint64_t key; /* of its kind, its shape, and what the pass says */
	size_t difference;
};

static int
side_order_cb(const void *a, const void *b)
{
	const struct side *left = a;
	const struct side *right = b;

	if (left->key != right->key)
		return left->key < right->key ? -1 : 1;
	return (left->difference > right->difference) - (left->difference < right->difference);
}

/* Whether all that can be in a schema was read. */
static bool
all_read(const struct compare *compare)
{
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		if (kind_table[kind].place == PLACE_MODULE && !compare->done[kind])
			return false;
	}
	return true;
}

/* What is in it. 0: nobody can tell. */
static uint64_t
content_of(const struct compare *compare, const struct difference *difference, const uint64_t *sums)
{
	const struct drift *drift = &difference->drift;
	bool read = drift->kind == KIND_schema ? all_read(compare) : compare->done[KIND_column];

	if (!read)
		return 0;
	if (difference->item == NONE)
		return rename_sum_observed(compare, drift);
	return drift->kind == KIND_schema ? rename_sum_of_schema(compare->expected, drift->name)
	                                  : sums[difference->item];
}

static uint64_t
shape_of(const struct compare *compare, const struct difference *difference, const uint64_t *sums)
{
	const struct expected_item *item;
	uint64_t shape = difference->shape;

	if (difference->item != NONE) {
		item = &compare->expected->items[difference->item];
		shape = item->bare ? 0 : rename_shape(&item->object);
	}
	if (shape != 0 &&
	    (difference->drift.kind == KIND_table || difference->drift.kind == KIND_schema)) {
		uint64_t content = content_of(compare, difference, sums);

		return content == 0 ? 0 : rename_mix(shape, content);
	}
	return shape;
}

/* Whether the pass is about such an object. */
static bool
takes_part(const struct difference *difference, enum pass pass)
{
	const struct drift *drift = &difference->drift;
	bool unexpected = drift->change == CHANGE_UNEXPECTED && difference->item == NONE;

	if (difference->same ||
	    !(unexpected || (drift->change == CHANGE_MISSING && difference->item != NONE)))
		return false;
	if (pass == PASS_NAME)
		return kind_table[drift->kind].place == PLACE_MODULE;
	return (drift->kind == KIND_schema) == (pass == PASS_SCHEMA);
}

/* 0: nobody can tell. */
static uint64_t
key_of(const struct compare *compare, const struct difference *difference, enum pass pass,
       const uint64_t *sums)
{
	const struct drift *drift = &difference->drift;
	uint64_t shape = shape_of(compare, difference, sums);
	uint64_t key;

	if (shape == 0)
		return 0;
	key = rename_mix(shape, drift->kind);
	if (pass == PASS_NAME)
		key = hash_string(key, drift->name);
	else if (pass == PASS_PLACE)
		key = rename_mix(hash_string(key, drift->schema), difference->host);
	return key + (key == 0);
}

/* Makes one of two, if they are what is missing and what is there. */
static void
join(struct compare *compare, struct difference *first, struct difference *second, enum pass pass)
{
	bool turned = first->drift.change == CHANGE_UNEXPECTED;
	struct difference *missing = turned ? second : first;
	struct difference *other = turned ? first : second;
	struct text text = { 0 };

	if (missing->drift.change != CHANGE_MISSING || other->drift.change != CHANGE_UNEXPECTED)
		return;
	missing->drift.change = CHANGE_RENAMED;
	missing->drift.observed = other->drift.name;
	missing->drift.creatable = false;
	missing->to_schema = other->drift.schema;
	missing->to_name = other->drift.name;
	other->same = true;
	if (pass != PASS_NAME)
		return;
	ident_quote(&text, other->drift.schema);
	text_addf(&text, ".%s", other->drift.name);
	missing->drift.observed = compare_keep(compare, text_str(&text));
	text_done(&text);
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

static void
walk(struct compare *compare, enum pass pass, struct side *sides, const uint64_t *sums)
{
	size_t count = 0;

	for (size_t i = 0; i < compare->difference_count; i++) {
		if (!takes_part(&compare->differences[i], pass))
			continue;
		sides[count] = (struct side){ key_of(compare, &compare->differences[i], pass, sums),
			                      i };
		count += sides[count].key != 0;
	}
	if (count > 0)
		qsort(sides, count, sizeof *sides, side_order_cb);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && sides[end].key == sides[i].key;)
			end++;
		if (end - i == 2)
			join(compare, &compare->differences[sides[i].difference],
			     &compare->differences[sides[i + 1].difference], pass);
	}
}

void
rename_walk(struct compare *compare)
{
	struct side *sides;
	const uint64_t *sums;

	if (!compare->expected->complete || compare->difference_count < 2)
		return;
	sides = mem_resize(NULL, compare->difference_count, sizeof *sides);
	sums = rename_sums_expected(compare);
	rename_sort(compare);
	for (int pass = 0; pass < PASS_COUNT; pass++)
		walk(compare, (enum pass)pass, sides, sums);
	free(sides);
	drop_joined(compare);
}
