/* Metrics for Prometheus: the one list of them (metrics.def), and a scrape of them in its text format,
 * 0.0.4. Pure: what happens elsewhere is counted there and handed in as samples. */
#ifndef REPORT_METRICS_H
#define REPORT_METRICS_H

#include "base/text.h"
#include "report/board.h"

#include <stddef.h>
#include <stdint.h>

enum metric {
#define METRIC(name, type, labels, help) METRIC_##name,
#include "report/metrics.def"
	METRIC_COUNT
};

enum metric_type { METRIC_TYPE_COUNTER, METRIC_TYPE_GAUGE, METRIC_TYPE_HISTOGRAM };

struct metric_info {
	const char *name;
	enum metric_type type;
	const char *labels; /* their names between blanks */
	const char *help;
};

extern const struct metric_info metric_table[METRIC_COUNT];

const char *metric_type_word(enum metric_type type); /* "counter", "gauge", "histogram" */

/* How often which durations came. Zero-initialised is valid and empty. */
#define HISTOGRAM_BOUNDS 14 /* from 1 ms to 30 s; what took longer is counted beyond */

struct histogram {
	uint64_t counts[HISTOGRAM_BOUNDS + 1];
	double sum_seconds;
};
void histogram_observe(struct histogram *histogram, double seconds);

/* One scrape in the making. Samples may be added in any order: they come out by metric, in the
 * table's order, and a metric without samples not at all. Zero-initialised is valid and empty. */
struct scrape {
	struct text samples[METRIC_COUNT];
};
void scrape_done(struct scrape *scrape); /* frees and empties */

/* The values of a metric's labels, in the order of the table: as many as it has. */
#define LABELS(...)                             \
	((const char *const[]){ __VA_ARGS__ }), \
		(sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))
#define NO_LABELS NULL, 0

/* Adds a sample. Any text may be a label's value: it is escaped, and what is not UTF-8 is mended. */
void scrape_add(struct scrape *scrape, enum metric metric, double value, const char *const *labels,
                size_t label_count);

/* The same, of a metric of type histogram. */
void scrape_add_histogram(struct scrape *scrape, enum metric metric,
                          const struct histogram *histogram, const char *const *labels,
                          size_t label_count);

/* Adds what the program is, and what the board says of each target. */
void scrape_board(struct scrape *scrape, const struct board *board);

void scrape_write(const struct scrape *scrape, struct text *out);

#endif
