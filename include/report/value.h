/* JSON values: for the documents of this floor, and for events, which show findings as reports do. Out
 * of memory aborts, as everywhere. */
#ifndef REPORT_VALUE_H
#define REPORT_VALUE_H

#include "base/text.h"
#include "report/mute.h"
#include "report/report.h"

#include <jansson.h>
#include <stdint.h>

json_t *value_object(void);
json_t *value_array(void);
json_t *value_count(size_t count);

/* NULL becomes null. What is not UTF-8 (a database in SQL_ASCII sends what it has) becomes
 * U+FFFD. */
json_t *value_text(const char *string);

/* RFC 3339; 0, which stands for "never", becomes null. */
json_t *value_stamp(int64_t wall_ms);

/* Both take the value over. Members keep the order in which they were put. */
void value_put(json_t *object, const char *key, json_t *value);
void value_append(json_t *array, json_t *value);

/* Writes the document and frees it: indented by two and with a newline, or in as few bytes as may
 * be. */
void value_write(json_t *root, struct text *out);
void value_write_compact(json_t *root, struct text *out);

/* One finding of a good report, as in its document; `mutes` (may be NULL) say what is acknowledged.
 * Caller owns. */
json_t *value_finding(const struct report *report, const struct finding *finding,
                      const struct mutes *mutes);

/* Who muted it, why and until when; NULL becomes null. */
json_t *value_mute(const struct mute *mute);

#endif
