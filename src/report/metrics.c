/* Invariant: the samples of a metric are whole lines of the text format. */
#include "report/metrics.h"

#include "base/utf8.h"

#include <assert.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

const struct metric_info metric_table[METRIC_COUNT] = {
#define METRIC(name_, type_, labels_, help_)                                                  \
	[METRIC_##name_] = {                                                                  \
		.name = #name_, .type = METRIC_TYPE_##type_, .labels = labels_, .help = help_ \
	},
#include "report/metrics.def"
};

static const double bounds[HISTOGRAM_BOUNDS] = { 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1,
	                                         0.2,   0.5,   1,     2,    5,    10,   30 };

const char *
metric_type_word(enum metric_type type)
{
	switch (type) {
	case METRIC_TYPE_COUNTER:
		return "counter";
	case METRIC_TYPE_GAUGE:
		return "gauge";
	case METRIC_TYPE_HISTOGRAM:
		return "histogram";
	}
	return "untyped";
}

void
histogram_observe(struct histogram *histogram, double seconds)
{
	size_t at = 0;

	while (at < HISTOGRAM_BOUNDS && seconds > bounds[at])
		at++;
	histogram->counts[at]++;
	histogram->sum_seconds += seconds;
}

void
scrape_done(struct scrape *scrape)
{
	for (size_t i = 0; i < METRIC_COUNT; i++)
		text_done(&scrape->samples[i]);
}

static void
add_escaped(struct text *out, const char *value)
{
	size_t length = strlen(value);

	for (size_t at = 0; at < length;) {
		size_t step = utf8_sequence(value + at, length - at);

		if (value[at] == '\n') {
			text_add(out, "\\n");
		} else if (value[at] == '"' || value[at] == '\\') {
			text_addc(out, '\\');
			text_addc(out, value[at]);
		} else if (step == 0) {
			text_add(out, REPLACEMENT);
		} else {
			text_addn(out, value + at, step);
		}
		at += step == 0 ? 1 : step;
	}
}

/* `{target="main",module="events"}`, with `le` as one more label where it is not NULL. */
static void
add_labels(struct text *out, enum metric metric, const char *const *labels, size_t label_count,
           const char *le)
{
	const char *name = metric_table[metric].labels;
	const char *separator = "{";

	for (size_t i = 0; i < label_count; i++) {
		size_t length = strcspn(name, " ");

		assert(length > 0);
		text_add(out, separator);
		text_addn(out, name, length);
		text_add(out, "=\"");
		add_escaped(out, labels[i]);
		text_addc(out, '"');
		separator = ",";
		name += length;
		name += strspn(name, " ");
	}
	assert(*name == '\0');
	if (le != NULL)
		text_addf(out, "%sle=\"%s\"", separator, le);
	if (label_count > 0 || le != NULL)
		text_addc(out, '}');
}

/* Fifteen digits: enough for a count, and for a time to the millisecond, and none that a decimal
 * fraction does not have. */
static void
add_sample(struct text *out, enum metric metric, const char *suffix, double value,
           const char *const *labels, size_t label_count, const char *le)
{
	text_addf(out, "%s%s", metric_table[metric].name, suffix);
	add_labels(out, metric, labels, label_count, le);
	text_addf(out, " %.15g\n", value);
}

void
scrape_add(struct scrape *scrape, enum metric metric, double value, const char *const *labels,
           size_t label_count)
{
	assert(metric_table[metric].type != METRIC_TYPE_HISTOGRAM);
	add_sample(&scrape->samples[metric], metric, "", value, labels, label_count, NULL);
}

void
scrape_add_histogram(struct scrape *scrape, enum metric metric, const struct histogram *histogram,
                     const char *const *labels, size_t label_count)
{
	struct text *out = &scrape->samples[metric];
	uint64_t count = 0;

	assert(metric_table[metric].type == METRIC_TYPE_HISTOGRAM);
	for (size_t i = 0; i <= HISTOGRAM_BOUNDS; i++) {
		struct text le = { 0 };

		count += histogram->counts[i];
		if (i < HISTOGRAM_BOUNDS)
			text_addf(&le, "%g", bounds[i]);
		else
			text_add(&le, "+Inf");
		add_sample(out, metric, "_bucket", (double)count, labels, label_count,
		           text_str(&le));
		text_done(&le);
	}
	add_sample(out, metric, "_sum", histogram->sum_seconds, labels, label_count, NULL);
	add_sample(out, metric, "_count", (double)count, labels, label_count, NULL);
}

void
scrape_write(const struct scrape *scrape, struct text *out)
{
	for (size_t i = 0; i < METRIC_COUNT; i++) {
		const struct metric_info *info = &metric_table[i];
		const struct text *samples = &scrape->samples[i];

		if (samples->length == 0)
			continue;
		text_addf(out, "# HELP %s %s\n# TYPE %s %s\n", info->name, info->help, info->name,
		          metric_type_word(info->type));
		text_addn(out, samples->bytes, samples->length);
	}
}
