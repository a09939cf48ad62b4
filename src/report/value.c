#include "report/value.h"

#include "base/stamp.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

static json_t *
must(json_t *value)
{
	if (value == NULL)
		abort();
	return value;
}

json_t *
value_object(void)
{
	return must(json_object());
}

json_t *
value_array(void)
{
	return must(json_array());
}

json_t *
value_count(size_t count)
{
	return must(json_integer((json_int_t)count));
}

static json_t *
mended(const char *string, size_t length)
{
	struct text text = { 0 };
	json_t *value;

	for (size_t at = 0; at < length;) {
		size_t step = utf8_sequence(string + at, length - at);

		if (step == 0)
			text_add(&text, REPLACEMENT);
		else
			text_addn(&text, string + at, step);
		at += step == 0 ? 1 : step;
	}
	value = json_string(text_str(&text));
	text_done(&text);
	return value;
}

json_t *
value_text(const char *string)
{
	size_t length;

	if (string == NULL)
		return json_null();
	length = strlen(string);
	if (!utf8_valid(string, length))
		return must(mended(string, length));
	return must(json_stringn_nocheck(string, length));
}

json_t *
value_stamp(int64_t wall_ms)
{
	char stamp[CLOCK_STAMP_BYTES];

	if (wall_ms == 0)
		return json_null();
	clock_stamp(wall_ms, stamp);
	return must(json_string_nocheck(stamp));
}

json_t *
value_mute(const struct mute *mute)
{
	json_t *value;

	if (mute == NULL)
		return json_null();
	value = value_object();
	value_put(value, "by", value_text(mute->by));
	value_put(value, "reason", value_text(mute->reason));
	value_put(value, "at", value_stamp(mute->at));
	value_put(value, "until", value_stamp(mute->until));
	return value;
}

void
value_put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new_nocheck(object, key, value) != 0)
		abort();
}

void
value_append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		abort();
}

/* JSON allows DEL and the C1 controls as they are, and terminals obey them: they are escaped like
 * their elders. jansson hands over whole characters, so no pair is cut in two. */
static int
write_cb(const char *bytes, size_t length, void *arg)
{
	struct text *out = arg;
	size_t start = 0;

	for (size_t at = 0; at < length; at++) {
		unsigned char byte = (unsigned char)bytes[at];
		size_t wide = byte == 0xc2 && at + 1 < length ? 1 : 0;
		unsigned char code = (unsigned char)bytes[at + wide];

		if (wide == 0 ? byte != 0x7f : code > 0x9f)
			continue;
		text_addn(out, bytes + start, at - start);
		text_addf(out, "\\u%04X", code);
		at += wide;
		start = at + 1;
	}
	text_addn(out, bytes + start, length - start);
	return 0;
}

static void
write_document(json_t *root, size_t flags, struct text *out)
{
	/* 15 digits give back every decimal number that is put in. */
	if (json_dump_callback(root, write_cb, out, flags | JSON_REAL_PRECISION(15)) != 0)
		abort();
	json_decref(root);
}

void
value_write(json_t *root, struct text *out)
{
	write_document(root, JSON_INDENT(2), out);
	text_addc(out, '\n');
}

void
value_write_compact(json_t *root, struct text *out)
{
	write_document(root, JSON_COMPACT, out);
}
