/* What GET /metrics says: metrics.def for people. */
#include "cli/verb_priv.h"

#include "report/metrics.h"

#include <string.h>

/* "`target`, `module`" or "target module" */
static void
add_labels(const char *labels, enum format format, struct text *out)
{
	if (format != FORMAT_MARKDOWN) {
		text_add(out, labels);
		return;
	}
	while (*labels != '\0') {
		size_t length = strcspn(labels, " ");

		text_addf(out, "`%.*s`", (int)length, labels);
		labels += length;
		if (*labels != '\0')
			text_add(out, ", ");
		labels += strspn(labels, " ");
	}
}

static void
add_metric(const struct metric_info *info, enum format format, struct text *out)
{
	bool markdown = format == FORMAT_MARKDOWN;

	text_addf(out, markdown ? "| `%s` | %s | " : "%s\n    %s", info->name,
	          metric_type_word(info->type));
	if (!markdown && info->labels[0] != '\0')
		text_add(out, " by ");
	add_labels(info->labels, format, out);
	text_addf(out, markdown ? " | %s |\n" : "\n    %s\n", info->help);
}

void
help_metrics(enum format format, struct text *out)
{
	if (format == FORMAT_MARKDOWN)
		text_add(out, "| metric | type | labels | meaning |\n| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < METRIC_COUNT; i++)
		add_metric(&metric_table[i], format, out);
}
