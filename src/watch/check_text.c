/* Texts that the server makes anew for whoever asks, and their fingerprints. A text may be of a later
 * moment than the snapshot: one that is not as expected is held back until a second look. */
#include "watch_priv.h"

#include <stdlib.h>
#include <string.h>

static void
hold(struct check *check, const struct object *object, size_t item, uint64_t hash)
{
	struct check_texts *texts = &check->texts;

	if (texts->held_of == NULL)
		texts->held_of = arena_array(&check->scratch, check->config.expected->item_count,
		                             sizeof *texts->held_of);
	if (texts->held_of[item] != 0)
		return;
	if (texts->held_count == texts->held_room) {
		texts->held_room = texts->held_room == 0 ? 16 : texts->held_room * 2;
		texts->held = mem_resize(texts->held, texts->held_room, sizeof *texts->held);
	}
	texts->held[texts->held_count++] = (struct held){
		.object = object_copy(&check->scratch, object),
		.item = item,
		.hash = hash,
	};
	texts->held_of[item] = (uint32_t)texts->held_count;
}

static void
note_pending(struct check *check, size_t item, uint64_t hash)
{
	struct check_texts *texts = &check->texts;

	if (texts->pending == NULL)
		texts->pending = arena_array(&check->scratch, check->config.expected->item_count,
		                             sizeof *texts->pending);
	texts->pending_count += texts->pending[item] == 0;
	texts->pending[item] = hash;
}

void
texts_begin(struct check *check)
{
	struct check_texts *texts = &check->texts;

	texts->blind = catalog_prints((enum kind)check->kind, &texts->property) && texts->known;
}

bool
texts_observed(struct check *check, const struct link_row *row, struct object *object)
{
	struct check_texts *texts = &check->texts;
	struct catalog_print print = catalog_print(&check->reader, row);
	size_t item = compare_item(check->compare, object);
	bool looks = compare_looks(check->compare, object, item, texts->property);
	/* Some texts cost no more than their fingerprints would: they are always there. */
	bool blind = texts->blind && object->value[texts->property] == NULL;

	if (blind && looks && !verdicts_agree(check->config.verdicts, item, print.hash)) {
		catalog_names_add(&texts->unsure, object->schema, object->table);
		return false;
	}
	if (blind)
		object->stated &= ~(1u << texts->property);
	else if (print.hash != 0 || !texts->prints)
		texts->made++;
	if (blind || !looks || item == EXPECTED_NONE)
		return tell_observed(check, object);
	if (!compare_agrees(check->compare, item, texts->property,
	                    object->value[texts->property])) {
		hold(check, object, item, print.hash);
		return false;
	}
	if (print.lasting && print.hash != 0)
		note_pending(check, item, print.hash);
	return tell_observed(check, object);
}

void
texts_done(struct check *check)
{
	catalog_names_done(&check->texts.unsure);
	free(check->texts.held);
}
