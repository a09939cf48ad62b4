#include "report/phrase_priv.h"

#include "base/utf8.h"
#include "report/report_priv.h"

#include <stdint.h>
#include <string.h>

static uint32_t
code_point(const char *bytes, size_t length)
{
	static const unsigned char first_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t code = (unsigned char)bytes[0] & first_bits[length];

	for (size_t i = 1; i < length; i++)
		code = code << 6 | ((unsigned char)bytes[i] & 0x3f);
	return code;
}

/* Controls of a terminal, ends of line, and marks that make text read in another order than its. */
static bool
is_hidden(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x200e || code == 0x200f ||
	       (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
	       code == 0xfeff;
}

static void
add_hidden(struct text *out, uint32_t code)
{
	if (code == '\n')
		text_add(out, "\\n");
	else if (code == '\t')
		text_add(out, "\\t");
	else
		text_addf(out, code < 0x80 ? "\\x%02x" : "\\u%04x", code);
}

static bool
is_space(unsigned char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static void
add_safe(struct text *out, const char *string, bool flatten)
{
	size_t length = strlen(string);

	for (size_t at = 0, step; at < length; at += step) {
		uint32_t code;

		if (flatten && is_space((unsigned char)string[at])) {
			step = 1;
			if (at > 0 && !is_space((unsigned char)string[at - 1]) &&
			    string[at + strspn(string + at, " \t\n\v\f\r")] != '\0')
				text_addc(out, ' ');
			continue;
		}
		step = utf8_sequence(string + at, length - at);
		if (step == 0) {
			text_addf(out, "\\x%02x", (unsigned char)string[at]);
			step = 1;
			continue;
		}
		code = code_point(string + at, step);
		if (is_hidden(code))
			add_hidden(out, code);
		else
			text_addn(out, string + at, step);
	}
}

void
phrase_safe(struct text *out, const char *string)
{
	add_safe(out, string, false);
}

void
phrase_message(struct text *out, const char *string)
{
	add_safe(out, string, true);
}

size_t
phrase_width(const char *bytes, size_t length)
{
	size_t width = 0;

	for (size_t i = 0; i < length; i++)
		width += ((unsigned char)bytes[i] & 0xc0) != 0x80;
	return width;
}

void
phrase_count(struct text *out, size_t count, const char *one, const char *many)
{
	text_addf(out, "%zu %s", count, count == 1 ? one : many);
}

static void
add_tables(struct text *out, const struct outcome *outcome)
{
	size_t expected = outcome->tables_expected, missing = outcome->tables_missing;

	if (missing > 0)
		text_addf(out, "%zu of %zu tables %s missing", missing, expected,
		          missing == 1 ? "is" : "are");
	else if (expected == 1)
		text_add(out, "the one table is there");
	else if (expected > 0 && outcome->unknown_count == 0)
		text_addf(out, "all %zu tables are there", expected);
	else if (expected > 0)
		text_addf(out, "none of %zu tables is known to be missing", expected);
	else
		text_add(out, "no table is expected");
}

static void
add_drift(struct text *out, const struct outcome *outcome)
{
	text_add(out, "DRIFT");
	for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--) {
		if (outcome->by_severity[severity] > 0)
			text_addf(out, ", %zu %s", outcome->by_severity[severity],
			          severity_word((enum severity)severity));
	}
	if (outcome->unknown_count > 0)
		text_addf(out, ", %zu not read", outcome->unknown_count);
	text_add(out, ": ");
	add_tables(out, outcome);
}

void
phrase_status(struct text *out, const struct report *report)
{
	switch (report->status) {
	case STATUS_PENDING:
		text_add(out, "PENDING, no check has ended yet");
		return;
	case STATUS_IN_SYNC:
		text_add(out, "in sync: ");
		add_tables(out, report->outcome);
		return;
	case STATUS_DRIFT:
		add_drift(out, report->outcome);
		return;
	case STATUS_UNKNOWN:
	case STATUS_COUNT:
		break;
	}
	text_addf(out, "UNKNOWN, %s: ", err_word(report->error.code));
	phrase_message(out, report->error.message);
}

void
phrase_unknown(struct text *out, const struct unknown *unknown)
{
	struct text object = { 0 };

	unknown_describe(unknown, &object);
	phrase_safe(out, text_str(&object));
	text_done(&object);
	text_add(out, ": ");
	phrase_message(out, unknown->reason);
	if (unknown->sqlstate == NULL)
		return;
	text_add(out, " (SQLSTATE ");
	phrase_message(out, unknown->sqlstate);
	text_addc(out, ')');
}
