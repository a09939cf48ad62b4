/* What is compared, and how much each difference weighs: kinds.def for people. */
#include "cli/verb_priv.h"

#include "model/kind.h"

#include <stdio.h>
#include <string.h>

static void
add_row(const char *key, enum severity severity, const char *doc, enum format format,
        struct text *out)
{
	if (format == FORMAT_MARKDOWN)
		text_addf(out, "| `%s` | %s | %s |\n", key, severity_word(severity), doc);
	else
		text_addf(out, "%-32s %-9s %s\n", key, severity_word(severity), doc);
}

/* The subtypes whose weight for `what` is not that of the kind. */
static void
add_subtypes(enum kind kind, const char *what, enum severity usual, enum format format,
             struct text *out)
{
	for (const struct severity_row *row = kind_severities; row->what != NULL; row++) {
		char key[64];

		if (row->kind != kind || row->subtype == NULL || strcmp(row->what, what) != 0 ||
		    row->severity == usual)
			continue;
		snprintf(key, sizeof key, "%s/%s.%s", kind_table[kind].word, row->subtype, what);
		add_row(key, row->severity, "", format, out);
	}
}

static void
add_property(enum kind kind, const struct property_info *property, enum format format,
             struct text *out)
{
	char key[64];

	snprintf(key, sizeof key, "%s.%s", kind_table[kind].word, property->word);
	add_row(key, property->severity, property->doc, format, out);
	add_subtypes(kind, property->word, property->severity, format, out);
}

/* The changes of a kind, and the finer words that are no properties. */
static void
add_changes(enum kind kind, enum format format, struct text *out)
{
	for (const struct severity_row *row = kind_severities; row->what != NULL; row++) {
		size_t property;
		char key[64];

		if (row->kind != kind || kind_property(kind, row->what, &property))
			continue;
		if (row->subtype != NULL) {
			enum severity usual = kind_severity(kind, NULL, row->what);
			enum change change;

			if (change_from_word(row->what, &change))
				continue; /* told beside the kind's own row */
			snprintf(key, sizeof key, "%s/%s.%s", kind_table[kind].word, row->subtype,
			         row->what);
			if (row->severity != usual)
				add_row(key, row->severity, "", format, out);
			continue;
		}
		snprintf(key, sizeof key, "%s.%s", kind_table[kind].word, row->what);
		add_row(key, row->severity, kind_table[kind].doc, format, out);
		add_subtypes(kind, row->what, row->severity, format, out);
	}
}

void
help_kinds(enum format format, struct text *out)
{
	if (format == FORMAT_MARKDOWN)
		text_add(out, "| difference | severity | of |\n| --- | --- | --- |\n");
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		const struct kind_info *info = &kind_table[kind];

		add_changes((enum kind)kind, format, out);
		for (size_t property = 0; property < info->property_count; property++)
			add_property((enum kind)kind, &info->properties[property], format, out);
	}
}
