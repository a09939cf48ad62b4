/* What was created is read back by the queries of a check. */
#include "base/clock.h"
#include "normalize_priv.h"

#include <string.h>

static void
observed_cb(void *arg, const struct object *observed)
{
	struct normalize *normalize = arg;
	struct expected *expected = normalize->config.expected;
	size_t item = expected_find(expected, observed->kind, observed->schema, observed->table,
	                            observed->name);
	struct object *object;
	uint32_t fresh;

	if (item == EXPECTED_NONE || !normalize->made[item])
		return;
	normalize->found[item] = true;
	object = &expected->items[item].object;
	fresh = object->stated & normalize_fresh(object);
	for (size_t i = 0; i < kind_table[object->kind].property_count; i++) {
		if ((fresh & UINT32_C(1) << i) != 0)
			object->value[i] = arena_strdup(&expected->arena, observed->value[i]);
	}
}

static void
unread_cb(void *arg, const struct unknown *unknown)
{
	struct normalize *normalize = arg;

	err_set(&normalize->failure, ERR_PARTIAL, "%s could not be read back: %s",
	        kind_table[unknown->kind].plural, unknown->reason);
}

static void
refuse_lost(struct normalize *normalize)
{
	for (size_t i = 0; i < normalize->config.expected->item_count; i++) {
		struct err err = { 0 };

		/* What the owner has by himself is not told. */
		if (!normalize->made[i] || normalize->found[i] ||
		    normalize->config.expected->items[i].object.kind == KIND_privilege)
			continue;
		err_set(&err, ERR_MANIFEST, "it was created, and is not there under this name");
		normalize_refuse(normalize, i, &err);
	}
}

/* What can be spelled in more than one way and was not read back. */
static void
tell_left(struct normalize *normalize)
{
	const struct expected *expected = normalize->config.expected;

	for (size_t i = 0; i < expected->item_count; i++) {
		const struct object *object = &expected->items[i].object;
		const struct kind_info *info = &kind_table[object->kind];

		for (size_t j = 0; j < info->property_count; j++) {
			const struct property_info *property = &info->properties[j];
			uint32_t bit = UINT32_C(1) << j;

			if ((object->stated & bit) != 0 && object->value[j] != NULL &&
			    (property->form == FORM_TEXT || property->form == FORM_LIST) &&
			    strcmp(property->word, "owner") != 0 &&
			    (normalize->left[i] || (normalize_fresh(object) & bit) == 0))
				normalize->config.left(normalize->arg, i, j);
		}
	}
}

void
normalize_conclude(struct normalize *normalize)
{
	if (normalize->refusals > 0)
		err_set(&normalize->failure, ERR_MANIFEST, "%zu refused; nothing is written",
		        normalize->refusals);
	else if (normalize->failure.code == ERR_NONE)
		tell_left(normalize);
	normalize_roll_back(normalize);
}

static void
checked_cb(void *arg, struct report_input *input)
{
	struct normalize *normalize = arg;

	normalize->check = NULL;
	if (input->outcome == NULL)
		normalize->failure = input->error;
	else if (normalize->failure.code == ERR_NONE)
		refuse_lost(normalize);
	normalize_conclude(normalize);
}

void
normalize_read_back_cb(void *arg, const struct err *err, const char *tag)
{
	struct normalize *normalize = arg;
	struct check_observer *observer;
	struct check_config config = {
		.target = normalize->config.target,
		.expected = normalize->config.expected,
		.selection = normalize->config.selection,
		.limits = normalize->config.limits,
		.timeout_ms = normalize->deadline_ms - clock_ms(),
		.within = true,
	};

	(void)tag;
	if (err != NULL) {
		normalize_fail(normalize, err);
		return;
	}
	observer = arena_alloc(&normalize->arena, sizeof *observer);
	*observer = (struct check_observer){ observed_cb, unread_cb, normalize, false };
	config.observer = observer;
	normalize->check = check_start(normalize->link, &config, checked_cb, normalize);
}
