/* Values are read where they stand: a string is ended in place, and only one with an escape is copied.
 * The values of a container are kept on a stack until it is closed, and then laid side by side. */
#include "manifest/tree_priv.h"

#include "base/hash.h"
#include "model/expected.h"

#include <stdlib.h>
#include <string.h>

#define OPEN_ROOM 256
#define FEW_KEYS  16 /* so many are held against each other one by one */

/* Memory is bounded: "{}" is two bytes here and eight times that much parsed. More than a manifest of
 * EXPECTED_OBJECTS_MAX objects can need: a table has an object and three arrays, and might have its module
 * to itself; a column has eight keys. */
#define CONTAINERS_MAX ((size_t)8 * EXPECTED_OBJECTS_MAX)
#define VALUES_MAX     ((size_t)40 * EXPECTED_OBJECTS_MAX)

/* The keys of an object that has many. */
struct key_set {
	uint32_t *slots; /* the member + 1, open addressing, at most half full */
	size_t count;
};

static bool parse_value(struct tree_parser *parser, struct tree *ret_tree);

static void
skip_blank(struct tree_parser *parser)
{
	for (;; parser->at++) {
		if (*parser->at == '\n') {
			parser->line++;
			parser->line_start = parser->at + 1;
		} else if (*parser->at != ' ' && *parser->at != '\t' && *parser->at != '\r') {
			return;
		}
	}
}

/* --- keys --------------------------------------------------------------------------------------- */

static uint32_t *
key_slot(const struct key_set *set, const struct tree_member *members, const char *key)
{
	size_t mask = set->count - 1;
	size_t slot = (size_t)hash_string(HASH_SEED, key) & mask;

	while (set->slots[slot] != 0 && strcmp(members[set->slots[slot] - 1].key, key) != 0)
		slot = (slot + 1) & mask;
	return &set->slots[slot];
}

/* Whether the last one of the members has the key of an earlier one. */
static bool
repeats_key(struct key_set *set, const struct tree_member *members, size_t count)
{
	const char *key = members[count - 1].key;
	uint32_t *slot;

	if (count <= FEW_KEYS) {
		for (size_t i = 0; i + 1 < count; i++) {
			if (strcmp(members[i].key, key) == 0)
				return true;
		}
		return false;
	}
	if (2 * count > set->count) {
		free(set->slots);
		set->count = set->count == 0 ? (size_t)8 * FEW_KEYS : 2 * set->count;
		set->slots = mem_alloc(set->count * sizeof *set->slots);
		for (size_t i = 0; i + 1 < count; i++)
			*key_slot(set, members, members[i].key) = (uint32_t)i + 1;
	}
	slot = key_slot(set, members, key);
	if (*slot != 0)
		return true;
	*slot = (uint32_t)count;
	return false;
}

/* --- containers --------------------------------------------------------------------------------- */

/* Room for one more value of the container; what is returned is valid until the next one. */
static struct tree_member *
push(struct tree_parser *parser)
{
	if (parser->open_count == parser->open_room) {
		parser->open_room *= 2;
		parser->open = mem_resize(parser->open, parser->open_room, sizeof *parser->open);
	}
	return &parser->open[parser->open_count++];
}

static bool
fail_bulky(struct tree_parser *parser)
{
	return err_set(parser->err, ERR_MANIFEST,
	               "%s: holds far more values than a manifest of the limit of %d objects",
	               parser->file, EXPECTED_OBJECTS_MAX);
}

static bool
begin(struct tree_parser *parser)
{
	if (++parser->depth > TREE_DEPTH_MAX)
		return tree_fail(parser, parser->at,
		                 "more than %d deep; nothing in a manifest is nested as deeply",
		                 TREE_DEPTH_MAX);
	if (++parser->containers > CONTAINERS_MAX)
		return fail_bulky(parser);
	parser->at++;
	skip_blank(parser);
	return true;
}

/* After a value: whether another one follows. */
static bool
goes_on(struct tree_parser *parser, char closing, const char *expected, bool *ret_more)
{
	skip_blank(parser);
	if (*parser->at != ',' && *parser->at != closing)
		return tree_unlike(parser, expected);
	*ret_more = *parser->at == ',';
	if (*ret_more) {
		parser->at++;
		skip_blank(parser);
		parser->after_comma = parser->at;
	}
	return true;
}

static bool
parse_element(struct tree_parser *parser)
{
	struct tree value;

	if (!parse_value(parser, &value))
		return false;
	push(parser)->value = value;
	return true;
}

static bool
parse_array(struct tree_parser *parser, struct tree *ret_tree)
{
	size_t first = parser->open_count;
	struct tree *elements;
	bool more;

	if (!begin(parser))
		return false;
	more = *parser->at != ']';
	while (more) {
		if (!parse_element(parser) || !goes_on(parser, ']', "',' or ']'", &more))
			return false;
	}
	parser->at++;
	parser->depth--;
	ret_tree->type = TREE_ARRAY;
	ret_tree->count = (uint32_t)(parser->open_count - first);
	elements = arena_array(parser->arena, ret_tree->count, sizeof *elements);
	for (size_t i = 0; i < ret_tree->count; i++)
		elements[i] = parser->open[first + i].value;
	ret_tree->elements = elements;
	parser->open_count = first;
	return true;
}

/* `first`: where the object's members begin on the stack. */
static bool
parse_member(struct tree_parser *parser, size_t first, struct key_set *set)
{
	struct tree value;
	const char *key;
	uint32_t count;

	if (*parser->at != '"')
		return tree_unlike(parser, "a key");
	if (!tree_scan_string(parser, &key, &count))
		return false;
	push(parser)->key = key;
	if (repeats_key(set, parser->open + first, parser->open_count - first))
		return tree_fail(parser, parser->at - 1,
		                 "the same key again; a key stands once in its object");
	skip_blank(parser);
	if (*parser->at != ':')
		return tree_unlike(parser, "':'");
	parser->at++;
	skip_blank(parser);
	first = parser->open_count - 1;
	if (!parse_value(parser, &value))
		return false;
	parser->open[first].value = value;
	return true;
}

static bool
parse_object(struct tree_parser *parser, struct tree *ret_tree)
{
	size_t first = parser->open_count;
	struct key_set set = { 0 };
	struct tree_member *members;
	bool more;

	if (!begin(parser))
		return false;
	more = *parser->at != '}';
	while (more) {
		if (!parse_member(parser, first, &set) ||
		    !goes_on(parser, '}', "',' or '}'", &more)) {
			free(set.slots);
			return false;
		}
	}
	free(set.slots);
	parser->at++;
	parser->depth--;
	ret_tree->type = TREE_OBJECT;
	ret_tree->count = (uint32_t)(parser->open_count - first);
	members = arena_array(parser->arena, ret_tree->count, sizeof *members);
	memcpy(members, parser->open + first, ret_tree->count * sizeof *members);
	ret_tree->members = members;
	parser->open_count = first;
	return true;
}

static bool
parse_value(struct tree_parser *parser, struct tree *ret_tree)
{
	if (++parser->values > VALUES_MAX)
		return fail_bulky(parser);
	switch (*parser->at) {
	case '{':
		return parse_object(parser, ret_tree);
	case '[':
		return parse_array(parser, ret_tree);
	case '"':
		ret_tree->type = TREE_STRING;
		return tree_scan_string(parser, &ret_tree->text, &ret_tree->count);
	default:
		if (*parser->at == '-' || (*parser->at >= '0' && *parser->at <= '9'))
			return tree_scan_number(parser, ret_tree);
		return tree_scan_word(parser, ret_tree);
	}
}

static bool
parse_text(struct tree_parser *parser, struct tree *ret_tree)
{
	skip_blank(parser);
	if (*parser->at != '{' && *parser->at != '[')
		return tree_unlike(parser, "an object or an array");
	if (!parse_value(parser, ret_tree))
		return false;
	skip_blank(parser);
	return parser->at == parser->end || tree_unlike(parser, "the end of the file");
}

bool
tree_parse(char *bytes, size_t length, const char *file, struct arena *arena, struct tree *ret_tree,
           struct err *err)
{
	struct tree_parser parser = {
		.at = bytes,
		.end = bytes + length,
		.line_start = bytes,
		.line = 1,
		.file = file,
		.arena = arena,
		.err = err,
		.open_room = OPEN_ROOM,
	};
	struct tree tree = { 0 };
	bool ok;

	parser.open = mem_resize(NULL, parser.open_room, sizeof *parser.open);
	ok = parse_text(&parser, &tree);
	free(parser.open);
	if (ok)
		*ret_tree = tree;
	return ok;
}
