/* What is compared, and how much each difference weighs: kinds.def for people. */
#include "cli/verb_priv.h"

#include "model/kind.h"

#include <stdio.h>
#include <string.h>

/* A difference: where the subtype is NULL, of any. What is of the class security says so. */
struct row {
	enum kind kind;
	const char *subtype;
	const char *what;
	enum severity severity;
	const char *doc;
};

static void
add_row(const struct row *row, enum format format, struct text *out)
{
	bool security = kind_is_security(row->kind, row->subtype, row->what);
	const char *class = security ? ", security" : "";
	char key[96];
	char weight[32];

	snprintf(key, sizeof key, "%s%s%s.%s", kind_table[row->kind].word,
	         row->subtype == NULL ? "" : "/", row->subtype == NULL ? "" : row->subtype,
	         row->what);
	snprintf(weight, sizeof weight, "%s%s", severity_word(row->severity), class);
	if (format == FORMAT_MARKDOWN)
		text_addf(out, "| `%s` | %s | %s |\n", key, weight, row->doc);
	else
		text_addf(out, "%-40s %-18s %s\n", key, weight, row->doc);
}

/* The subtypes whose weight for `what` is not that of the kind. */
static void
add_subtypes(enum kind kind, const char *what, enum severity usual, enum format format,
             struct text *out)
{
	for (const struct severity_row *row = kind_severities; row->what != NULL; row++) {
		if (row->kind == kind && row->subtype != NULL && strcmp(row->what, what) == 0 &&
		    row->severity != usual)
			add_row(&(struct row){ kind, row->subtype, what, row->severity, "" },
			        format, out);
	}
}

static void
add_property(enum kind kind, const struct property_info *property, enum format format,
             struct text *out)
{
	add_row(&(struct row){ kind, NULL, property->word, property->severity, property->doc },
	        format, out);
	add_subtypes(kind, property->word, property->severity, format, out);
}

/* The changes of a kind, and the finer words that are no properties. */
static void
add_changes(enum kind kind, enum format format, struct text *out)
{
	for (const struct severity_row *row = kind_severities; row->what != NULL; row++) {
		size_t property;
		enum change change;

		if (row->kind != kind || kind_property(kind, row->what, &property))
			continue;
		if (row->subtype == NULL) {
			add_row(&(struct row){ kind, NULL, row->what, row->severity,
			                       kind_table[kind].doc },
			        format, out);
			add_subtypes(kind, row->what, row->severity, format, out);
		} else if (!change_from_word(row->what, &change) &&
		           row->severity != kind_severity(kind, NULL, row->what)) {
			/* Of a change it is told beside the kind's own row. */
			add_row(&(struct row){ kind, row->subtype, row->what, row->severity, "" },
			        format, out);
		}
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
