/* What a check does with digests: it asks for them first, then for the rows of the buckets that come to
 * something else, and remembers what those came to. */
#include "digest_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is found of a bucket in this check. */
struct bucket_found {
	struct remembered now;
	bool wanted; /* its rows are read */
};

static struct digests *
memory(const struct check *check)
{
	return check->config.verdicts->digests;
}

static size_t
lot_of(const struct check *check, size_t bucket)
{
	return check->kind * memory(check)->buckets + bucket;
}

/* NULL: none of it was read yet. */
static struct remembered *
remembered(const struct check *check)
{
	return memory(check)->kinds[check->texts.blind][check->kind];
}

/* Whether it pays to ask: most of what there was agreed. */
static bool
worth_asking(const struct check *check)
{
	const struct remembered *known = remembered(check);
	size_t agreed = 0;
	size_t others = 0;

	for (size_t i = 0; known != NULL && i < memory(check)->buckets; i++) {
		agreed += known[i].agreed;
		others += !known[i].agreed && known[i].count > 0;
	}
	return agreed > others;
}

void
digests_begin(struct check *check)
{
	struct check_digests *its = &check->digests;
	size_t count = check->config.expected->item_count;

	its->phase = DIGESTS_OFF;
	its->only = NULL;
	if (check->config.verdicts == NULL || check->config.observer != NULL ||
	    check->config.within)
		return;
	if (memory(check) == NULL)
		check->config.verdicts->digests = digests_new(count);
	if (its->found == NULL) {
		its->found = arena_array(&check->scratch, memory(check)->buckets,
		                         sizeof *its->found);
		its->same = arena_array(&check->scratch, KIND_COUNT * memory(check)->buckets,
		                        sizeof *its->same);
		its->met = arena_array(&check->scratch, count, sizeof *its->met);
	}
	for (size_t i = 0; i < memory(check)->buckets; i++)
		its->found[i].wanted = true;
	its->phase = worth_asking(check) ? DIGESTS_ASKED : DIGESTS_ROWS;
}

void
digests_depth(struct check *check, struct catalog_depth *depth)
{
	struct check_digests *its = &check->digests;

	if (its->phase == DIGESTS_OFF)
		return;
	/* A reading that failed half-way is begun anew. */
	for (size_t i = 0; i < memory(check)->buckets; i++)
		its->found[i].now = (struct remembered){ .agreed = true };
	depth->buckets = memory(check)->buckets;
	depth->digests = its->phase == DIGESTS_ASKED;
	depth->only = its->only;
}

void
digest_row_cb(void *arg, const struct link_row *row)
{
	struct check *check = arg;
	struct catalog_digest digest;

	if (check->row_error.code != ERR_NONE ||
	    !catalog_digest(&check->reader, row, memory(check)->buckets, &digest,
	                    &check->row_error))
		return;
	check->digests.found[digest.bucket].now.sum = digest.sum;
	check->digests.found[digest.bucket].now.count = digest.count;
}

/* The bucket is what it was, or gone; or else its rows are to be read. */
static bool
is_to_be_read(struct check *check, size_t bucket)
{
	const struct remembered *now = &check->digests.found[bucket].now;
	struct remembered *before = &remembered(check)[bucket];

	if (now->count == 0) {
		*before = (struct remembered){ 0 };
		return false;
	}
	if (!before->agreed || before->sum != now->sum || before->count != now->count)
		return true;
	check->digests.same[lot_of(check, bucket)] = true;
	compare_passed_over(check->compare, before->passed_over);
	return false;
}

bool
digests_asked(struct check *check)
{
	struct check_digests *its = &check->digests;
	struct text only = { 0 };
	size_t property;
	char number[24];

	if (its->phase != DIGESTS_ASKED)
		return false;
	its->phase = DIGESTS_OFF;
	for (size_t i = 0; i < memory(check)->buckets; i++) {
		if (!check->texts.blind && catalog_prints((enum kind)check->kind, &property))
			check->texts.made += its->found[i].now.count;
		its->found[i].wanted = is_to_be_read(check, i);
		if (!its->found[i].wanted)
			continue;
		snprintf(number, sizeof number, "%zu", i);
		text_add(&only, only.length == 0 ? "{" : ",");
		text_add(&only, number);
	}
	if (only.length > 0) {
		text_addc(&only, '}');
		its->only = arena_strdup(&check->scratch, text_str(&only));
		its->phase = DIGESTS_ROWS;
	}
	text_done(&only);
	return its->phase == DIGESTS_ROWS;
}

void
digests_row(struct check *check, const struct link_row *row, const struct object *object,
            bool agrees)
{
	struct check_digests *its = &check->digests;
	struct catalog_digest digest;
	struct remembered *now;
	struct met *met;
	size_t item;
	size_t lot;

	if (its->phase != DIGESTS_ROWS || check->row_error.code != ERR_NONE ||
	    !catalog_digest(&check->reader, row, memory(check)->buckets, &digest,
	                    &check->row_error))
		return;
	now = &its->found[digest.bucket].now;
	now->sum += digest.sum;
	now->count++;
	now->agreed = now->agreed && agrees;
	item = compare_item(check->compare, object);
	if (item == EXPECTED_NONE) {
		now->passed_over++;
		return;
	}
	its->met[item] = true;
	met = &memory(check)->met[item];
	lot = lot_of(check, digest.bucket);
	if (met->lot == lot + 1 && met->ordinal == object->ordinal)
		return;
	if (met->lot != 0)
		digests_forget(memory(check), met->lot - 1u);
	digests_forget(memory(check), lot);
	*met = (struct met){ (uint16_t)(lot + 1), (uint16_t)object->ordinal };
}

/* What was met in these buckets before, and not now, is there no more. */
static void
forget_others(const struct check *check)
{
	const struct check_digests *its = &check->digests;
	struct digests *digests = memory(check);
	size_t first = lot_of(check, 0) + 1;

	if (digests->kinds[0][check->kind] == NULL && digests->kinds[1][check->kind] == NULL)
		return;
	for (size_t i = 0; i < digests->item_count; i++) {
		size_t lot = digests->met[i].lot;

		if (lot < first || lot >= first + digests->buckets ||
		    !its->found[lot - first].wanted || its->met[i])
			continue;
		digests_forget(digests, lot - 1);
		digests->met[i].lot = 0;
	}
}

static void
keep(const struct check *check)
{
	const struct check_digests *its = &check->digests;
	struct remembered **known = &memory(check)->kinds[check->texts.blind][check->kind];

	for (size_t i = 0; i < memory(check)->buckets; i++) {
		const struct remembered *now = &its->found[i].now;

		if (!its->found[i].wanted || (*known == NULL && now->count == 0))
			continue;
		if (*known == NULL)
			*known = mem_alloc(memory(check)->buckets * sizeof **known);
		(*known)[i] = *now;
		(*known)[i].agreed = now->agreed && now->count > 0;
	}
}

void
digests_keep(struct check *check)
{
	if (check->digests.phase != DIGESTS_ROWS)
		return;
	forget_others(check);
	keep(check);
	check->digests.phase = DIGESTS_OFF;
}

void
digests_tell(struct check *check)
{
	const struct digests *digests;

	if (check->digests.found == NULL)
		return;
	digests = memory(check);
	for (size_t i = 0; i < digests->item_count; i++) {
		const struct met *met = &digests->met[i];

		if (met->lot != 0 && check->digests.same[met->lot - 1])
			compare_as_before(check->compare, i, met->ordinal);
	}
}
