#include "manifest/manifest_priv.h"

#define FLAT_ARRAY_BYTES_MAX 96 /* a longer one has an element a line */

static int
add_cb(const char *bytes, size_t length, void *out)
{
	text_addn(out, bytes, length);
	return 0;
}

static void
add_flat(const json_t *json, struct text *out)
{
	json_dump_callback(json, add_cb, out, JSON_ENCODE_ANY);
}

static bool
is_scalar(const json_t *json)
{
	return !json_is_array(json) && !json_is_object(json);
}

static bool
all_scalars(json_t *array)
{
	size_t index;
	json_t *value;

	json_array_foreach(array, index, value)
	{
		if (!is_scalar(value))
			return false;
	}
	return true;
}

/* What holds nothing but scalars and lists of them: a column, an index. */
static bool
is_flat(json_t *json)
{
	const char *key;
	json_t *value;

	if (json_is_array(json))
		return all_scalars(json);
	json_object_foreach(json, key, value)
	{
		if (json_is_object(value) || (json_is_array(value) && !all_scalars(value)))
			return false;
	}
	return true;
}

static void
add_line_break(struct text *out, size_t depth)
{
	text_addc(out, '\n');
	for (size_t i = 0; i < depth; i++)
		text_add(out, "  ");
}

static void
begin_element(struct text *out, size_t depth, bool *first)
{
	if (!*first)
		text_addc(out, ',');
	*first = false;
	add_line_break(out, depth);
}

static void
add_key(const char *key, struct text *out)
{
	json_t *string = json_string(key);

	add_flat(string, out);
	text_add(out, ": ");
	json_decref(string);
}

static void
add_broken(json_t *json, size_t depth, struct text *out)
{
	bool first = true;
	const char *key;
	json_t *value;
	size_t index;

	text_addc(out, json_is_array(json) ? '[' : '{');
	json_array_foreach(json, index, value)
	{
		begin_element(out, depth + 1, &first);
		layout_add(value, depth + 1, out);
	}
	json_object_foreach(json, key, value)
	{
		begin_element(out, depth + 1, &first);
		add_key(key, out);
		layout_add(value, depth + 1, out);
	}
	add_line_break(out, depth);
	text_addc(out, json_is_array(json) ? ']' : '}');
}

void
layout_add(json_t *json, size_t depth, struct text *out)
{
	struct text flat = { 0 };

	if (is_flat(json))
		add_flat(json, &flat);
	if (flat.length > 0 && (!json_is_array(json) || flat.length <= FLAT_ARRAY_BYTES_MAX))
		text_addn(out, flat.bytes, flat.length);
	else
		add_broken(json, depth, out);
	text_done(&flat);
}
