/* An event, made of what it tells of: its id, its counts, and one line for people. */
#include "event_priv.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/stamp.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUMMARY_BYTES_MAX 600

/* A UUID of version 8 (RFC 9562): the bits are ours. */
static void
make_id(struct event *event, const char *instance, const char *occasion)
{
	char time[CLOCK_STAMP_BYTES], hex[33];
	const char *parts[] = { instance, event_type_name(event->type), event->target, time,
		                occasion };

	clock_stamp(event->time, time);
	hash_strings(parts, sizeof parts / sizeof *parts, 32, hex);
	hex[12] = '8';
	hex[16] = "89ab"[hex[16] & 3];
	snprintf(event->id, sizeof event->id, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12,
	         hex + 16, hex + 20);
}

/* Control characters, C1 too, would be obeyed by a terminal, or end a mail's subject. */
static char *
one_line(const char *text)
{
	struct text line = { 0 };
	size_t length = utf8_whole(text, strnlen(text, SUMMARY_BYTES_MAX));

	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)text[i], next = (unsigned char)text[i + 1];

		if (byte == 0xc2 && next >= 0x80 && next <= 0x9f)
			i++;
		else if (byte >= ' ' && byte != 0x7f) {
			text_addc(&line, text[i]);
			continue;
		}
		text_addc(&line, ' ');
	}
	return text_take(&line);
}

static const char *
verb_of(enum event_type type)
{
	if (type == EVENT_TYPE_DRIFT_CHANGED)
		return "changed: ";
	if (type == EVENT_TYPE_DRIFT_RESOLVED)
		return "resolved: ";
	return type == EVENT_TYPE_DRIFT_REMINDER ? "still: " : "";
}

static void
add_count(struct text *out, size_t count, const char *word, bool *comma)
{
	if (count == 0)
		return;
	text_addf(out, "%s%zu %s", *comma ? ", " : "", count, word);
	*comma = true;
}

static void
add_findings(struct text *out, const struct event *event, const struct telling *telling)
{
	const struct known *first = telling->findings[0];
	bool comma = false;

	text_add(out, verb_of(telling->type));
	if (telling->count > 1) {
		text_addf(out, "%zu findings (", telling->count);
		add_count(out, event->critical, "critical", &comma);
		add_count(out, event->warning, "warning", &comma);
		add_count(out, event->info, "info", &comma);
		text_add(out, "): ");
	}
	text_add(out, first->summary);
	if (first->edge.flapping)
		text_add(out, " (flapping)");
	if (telling->count > 1)
		text_addf(out, ", and %zu more", telling->count - 1);
}

static int
worst_first(const void *a, const void *b)
{
	const struct known *left = *(const struct known *const *)a;
	const struct known *right = *(const struct known *const *)b;

	if (left->severity != right->severity)
		return left->severity > right->severity ? -1 : 1;
	return strcmp(left->summary, right->summary);
}

static void
count_findings(struct event *event, const struct telling *telling)
{
	size_t by_severity[SEVERITY_COUNT] = { 0 };

	event->findings = telling->count;
	for (size_t i = 0; i < telling->count; i++) {
		const struct known *known = telling->findings[i];

		by_severity[known->severity]++;
		if (event->first_seen == 0 || known->first_seen < event->first_seen)
			event->first_seen = known->first_seen;
	}
	event->critical = by_severity[SEVERITY_CRITICAL];
	event->warning = by_severity[SEVERITY_WARNING];
	event->info = by_severity[SEVERITY_INFO];
}

void
event_tell(struct event *ret_event, struct telling *telling, const struct report *report,
           const char *previous_status, int64_t number, int64_t now,
           const struct event_config *config)
{
	struct text line = { 0 };
	char occasion[24];

	*ret_event = (struct event){ .type = telling->type,
		                     .time = now,
		                     .first_seen = telling->first_seen };
	ret_event->target = mem_strdup(report->target);
	ret_event->status = mem_strdup(status_word(report->status));
	ret_event->previous_status = mem_strdup(previous_status);
	snprintf(occasion, sizeof occasion, "%lld", (long long)number);
	make_id(ret_event, config->instance, occasion);
	text_addf(&line, "%s: ", report->target);
	if (telling->count > 0) {
		qsort(telling->findings, telling->count, sizeof(struct known *), worst_first);
		count_findings(ret_event, telling);
		ret_event->severity = mem_strdup(
			severity_word((enum severity)telling->findings[0]->severity));
		add_findings(&line, ret_event, telling);
	}
	text_add(&line, text_str(&telling->what));
	ret_event->summary = one_line(text_str(&line));
	text_done(&line);
	event_write_document(ret_event, telling, report, config->report_url);
	text_done(&telling->what);
	free(telling->findings);
}

void
event_make(struct event *ret_event, enum event_type type, const char *target, const char *status,
           int64_t time, const char *summary, const char *instance, const char *occasion)
{
	*ret_event = (struct event){ .type = type, .time = time };
	if (target != NULL)
		ret_event->target = mem_strdup(target);
	if (target != NULL && status != NULL) {
		ret_event->status = mem_strdup(status);
		ret_event->previous_status = mem_strdup(status);
	}
	ret_event->summary = one_line(summary);
	make_id(ret_event, instance, occasion);
	event_write_document(ret_event, NULL, NULL, NULL);
}
