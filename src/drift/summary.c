/* Differences in words: one sentence without a full stop, on one line. */
#include "drift/drift_priv.h"

#include "base/utf8.h"
#include "model/ident.h"

#include <string.h>

#define VALUE_BYTES ((size_t)160) /* of a value in a sentence: the whole stands in the drift */

void
summary_value(struct text *out, const char *value)
{
	size_t length;

	if (value == NULL) {
		text_add(out, "none");
		return;
	}
	length = strlen(value);
	if (length <= VALUE_BYTES) {
		text_addn(out, value, length);
		return;
	}
	text_addn(out, value, utf8_whole(value, VALUE_BYTES));
	text_add(out, "...");
}

static void
add_kind(struct text *out, const char *kind)
{
	text_addf(out, "%s %s", strchr("aeiou", *kind) != NULL ? "an" : "a", kind);
}

static void
add_identity(struct text *out, const struct drift *drift)
{
	object_describe(drift->kind, drift->schema, drift->table, drift->name, out);
}

static void
add_changed(struct text *out, const struct drift *drift)
{
	size_t property;
	bool list = kind_property(drift->kind, drift->property, &property) &&
	            kind_form_is_list(kind_table[drift->kind].properties[property].form);

	add_identity(out, drift);
	text_addf(out, ": %s %s ", drift->property, list ? "are" : "is");
	summary_value(out, drift->observed);
	text_add(out, ", expected ");
	summary_value(out, drift->expected);
}

static void
add_unexpected(struct text *out, const struct compare *compare, const struct difference *difference)
{
	add_identity(out, &difference->drift);
	if (difference->item == NONE) {
		text_add(out, " is not expected");
		return;
	}
	text_add(out, " is there, but the module ");
	text_add(out, compare->expected->modules[difference->drift.module].name);
	text_add(out, " is not wanted");
}

/* Names may hold line feeds; a sentence is one line. */
static void
flatten(struct text *out)
{
	for (size_t i = 0; i < out->length; i++) {
		if ((unsigned char)out->bytes[i] < ' ' || out->bytes[i] == 0x7f)
			out->bytes[i] = ' ';
	}
}

void
summary_write(const struct compare *compare, const struct difference *difference, struct text *out)
{
	const struct drift *drift = &difference->drift;

	if (drift->summary != NULL) {
		text_add(out, drift->summary);
		flatten(out);
		return;
	}
	switch (drift->change) {
	case CHANGE_MISSING:
		add_identity(out, drift);
		text_add(out, " is missing");
		break;
	case CHANGE_UNEXPECTED:
		add_unexpected(out, compare, difference);
		break;
	case CHANGE_CHANGED:
		add_changed(out, drift);
		break;
	case CHANGE_FORBIDDEN:
		add_identity(out, drift);
		text_add(out, " is there, but this role has no privilege on it");
		break;
	case CHANGE_WRONG_KIND:
		if (kind_table[drift->kind].shape == SHAPE_RELATION)
			ident_quote_qualified(out, drift->schema, drift->name);
		else
			add_identity(out, drift);
		text_add(out, " is ");
		add_kind(out, drift->observed);
		text_add(out, ", ");
		add_kind(out, drift->expected);
		text_add(out, " is expected");
		break;
	case CHANGE_RENAMED:
		add_identity(out, drift);
		text_add(out, " is now ");
		summary_value(out, drift->observed);
		break;
	case CHANGE_COUNT:
		break;
	}
	flatten(out);
}

void
summary_impact(const struct difference *difference, struct text *out)
{
	const struct drift *drift = &difference->drift;

	/* Of what is there, its default, say, is what hangs on something. */
	if (drift->change == CHANGE_CHANGED && strcmp(drift->property, "definition") != 0)
		text_addf(out, "%s of ", drift->property);
	add_identity(out, drift);
	flatten(out);
}
