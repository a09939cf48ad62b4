/* What the texts of an item name: qualified, as the server writes all names that are not its own, or in
 * the few places where a name has no schema. */
#include "drift/ddl.h"
#include "drift/need_priv.h"
#include "model/array.h"
#include "model/token.h"

#include <string.h>
#include <strings.h>

#define NONE EXPECTED_NONE

static void
tell(struct need_walk *walk, size_t item, bool typed, size_t others)
{
	struct need need = { .item = item, .typed = typed, .loose = walk->loose, .others = others };

	if (item != NONE && item != walk->self)
		walk->need_cb(walk->arg, &need);
}

void
need_tell(struct need_walk *walk, size_t item, bool typed)
{
	tell(walk, item, typed, 0);
}

/* A routine's definition begins with its own name, which its namesakes have too: one of these is meant
 * where the name stands again. */
static bool
is_own_name(struct need_walk *walk, const char *schema, const char *name)
{
	const struct object *self = &walk->item->object;

	if (walk->named || self->schema == NULL || strcmp(self->schema, schema) != 0 ||
	    strcmp(object_own_name(self->kind, self->name, &walk->scratch), name) != 0)
		return false;
	walk->named = self->kind == KIND_function;
	return true;
}

/* Whatever the manifest has under that name, of any kind that lives in a schema, into the room of
 * `items`; returns how many. */
static size_t
find_named(struct need_walk *walk, const char *schema, const char *name, size_t **ret_items)
{
	const struct expected *expected = walk->book->expected;
	size_t count;
	const struct need_name *names = need_names_find(walk->book, schema, name, &count);
	bool own = is_own_name(walk, schema, name);
	size_t *items = arena_array(&walk->scratch, KIND_COUNT + count, sizeof *items);
	size_t found = 0;

	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		bool relation = kind_table[kind].shape == SHAPE_RELATION;
		size_t item = NONE;

		if (kind_table[kind].place == PLACE_MODULE)
			item = expected_find(expected, (enum kind)kind, schema,
			                     relation ? name : NULL, name);
		if (item != NONE && item != walk->self)
			items[found++] = item;
	}
	for (size_t i = 0; i < count; i++) {
		size_t item = names[i].item;
		bool namesake = own && expected->items[item].object.kind == walk->item->object.kind;

		if (item != walk->self && !namesake)
			items[found++] = item;
	}
	*ret_items = items;
	return found;
}

static void
tell_mention(struct need_walk *walk, const char *schema, const char *name)
{
	size_t *items;
	size_t count = find_named(walk, schema, name, &items);

	if (count == 0)
		need_tell(walk, need_names_extension(walk->book, schema, name), false);
	for (size_t i = 0; i < count; i++)
		tell(walk, items[i], false, count - 1 - i);
}

/* The characters of operators. */
static size_t
operator_length(const char *at)
{
	return strspn(at, "+-*/<>=~!@#%^&|`?");
}

/* What stands behind a schema and its dot. */
static void
tell_qualified(struct need_walk *walk, const char *schema, const char *at)
{
	struct token name = token_next(&at);

	if (name.kind == TOKEN_BARE || name.kind == TOKEN_QUOTED)
		tell_mention(walk, schema, token_name(&name, &walk->scratch));
	else if (name.kind == TOKEN_OTHER && operator_length(name.start) > 0)
		tell_mention(
			walk, schema,
			arena_strndup(&walk->scratch, name.start, operator_length(name.start)));
}

static bool
is_char(const struct token *token, char c)
{
	return token->kind == TOKEN_OTHER && *token->start == c;
}

/* 'public.s'::regclass: what stands in the literal, which ends before `at`; else NULL. */
static const char *
registered(struct need_walk *walk, const struct token *literal, const char *at)
{
	struct token first = token_next(&at);
	struct token second = token_next(&at);
	struct token type = token_next(&at);
	char *content;
	size_t length = 0;

	if (!is_char(literal, '\'') || !is_char(&first, ':') || !is_char(&second, ':') ||
	    type.kind != TOKEN_BARE || type.length < 3 || strncmp(type.start, "reg", 3) != 0)
		return NULL;
	content = arena_strdup(&walk->scratch, literal->start + 1);
	for (const char *c = content; *c != '\0' && (c[0] != '\'' || c[1] == '\''); c++) {
		content[length++] = *c;
		if (*c == '\'')
			c++; /* written twice */
	}
	content[length] = '\0';
	return content;
}

static bool
is_word(const struct token *token, const char *word)
{
	return token->kind == TOKEN_BARE && token->length == strlen(word) &&
	       strncasecmp(token->start, word, token->length) == 0;
}

/* An operator's commutator and negator come and go without it. */
static void
weigh_operator(struct need_walk *walk, const struct token *token)
{
	if (walk->item->object.kind != KIND_operator)
		return;
	if (is_word(token, "commutator") || is_word(token, "negator"))
		walk->loose = true;
	else if (is_char(token, ','))
		walk->loose = false;
}

/* Names that are qualified: the server writes all others so that pg_catalog is meant, or a column. */
static void
tell_mentions(struct need_walk *walk, const char *text, bool within_literal)
{
	bool dotted = false;

	for (;;) {
		struct token token = token_next(&text);
		const char *ahead = text;
		struct token dot = token_next(&ahead);
		const char *schema = token_name(&token, &walk->scratch);
		const char *content;

		if (token.kind == TOKEN_END)
			return;
		weigh_operator(walk, &token);
		if (schema != NULL && !dotted && dot.kind == TOKEN_DOT)
			tell_qualified(walk, schema, ahead);
		content = within_literal ? NULL : registered(walk, &token, text);
		if (content != NULL)
			tell_mentions(walk, content, true);
		dotted = token.kind == TOKEN_DOT;
	}
}

void
need_tell_mentions(struct need_walk *walk, const char *text)
{
	tell_mentions(walk, text, false);
}

static void
tell_elements(struct need_walk *walk, const char *list)
{
	struct array array = { 0 };

	if (!array_read(list, &walk->scratch, &array, NULL))
		return;
	for (size_t i = 0; i < array.count; i++) {
		if (array.elements[i] != NULL)
			tell_mentions(walk, array.elements[i], false);
	}
}

/* Lists can do without one of their elements; but a table goes with its parents, a text search
 * configuration with its dictionaries. A column can do without its default. */
static bool
is_loose(enum kind kind, size_t property)
{
	if (kind == KIND_table || kind == KIND_text_search_configuration)
		return false;
	return kind_form_is_list(kind_table[kind].properties[property].form) ||
	       (kind == KIND_column && property == PROPERTY_column_default);
}

void
need_tell_texts(struct need_walk *walk)
{
	const struct object *object = &walk->item->object;
	uint32_t mentions = ddl_mentions(object);

	for (size_t i = 0; mentions >> i != 0; i++) {
		if (!(mentions >> i & 1) || object->value[i] == NULL)
			continue;
		walk->loose = is_loose(object->kind, i);
		if (kind_form_is_list(kind_table[object->kind].properties[i].form))
			tell_elements(walk, object->value[i]);
		else
			need_tell_mentions(walk, object->value[i]);
	}
	walk->loose = false;
	need_tell_plain(walk);
}
