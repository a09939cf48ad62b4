/* What the texts of an item name: qualified, as the server writes all names that are not its own, or in
 * the few places where a name has no schema. */
#include "drift/ddl.h"
#include "drift/need_priv.h"
#include "model/array.h"
#include "model/token.h"

#include <string.h>
#include <strings.h>

#define NONE EXPECTED_NONE

void
need_tell(struct need_walk *walk, size_t item, bool typed)
{
	if (item != NONE && item != walk->self)
		walk->need_cb(walk->arg, &(struct need){ .item = item, .typed = typed });
}

/* Whatever the manifest has under that name, of any kind that lives in a schema. */
static void
tell_mention(struct need_walk *walk, const char *schema, const char *name)
{
	const struct expected *expected = walk->book->expected;
	const struct object *self = &walk->item->object;
	const struct need_name *names;
	size_t count;

	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		bool relation = kind_table[kind].shape == SHAPE_RELATION;

		if (kind_table[kind].place == PLACE_MODULE)
			need_tell(walk,
			          expected_find(expected, (enum kind)kind, schema,
			                        relation ? name : NULL, name),
			          false);
	}
	names = need_names_find(walk->book, schema, name, &count);
	for (size_t i = 0; i < count; i++) {
		/* A routine's definition begins with its own name, which its namesakes have too. */
		if (expected->items[names[i].item].object.kind != self->kind ||
		    self->schema == NULL || strcmp(self->schema, schema) != 0 ||
		    strcmp(object_own_name(self->kind, self->name, &walk->scratch), name) != 0)
			need_tell(walk, names[i].item, false);
	}
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
		if (schema != NULL && !dotted && dot.kind == TOKEN_DOT)
			tell_qualified(walk, schema, ahead);
		content = within_literal ? NULL : registered(walk, &token, text);
		if (content != NULL)
			tell_mentions(walk, content, true);
		dotted = token.kind == TOKEN_DOT;
	}
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

/* What stands behind the word, which is one of SQL's own: `LANGUAGE x`, ` USING x`. */
static void
tell_behind(struct need_walk *walk, const char *text, const char *word, enum kind kind)
{
	size_t depth = 0;

	for (;;) {
		struct token token = token_next(&text);
		const char *ahead = text;

		if (token.kind == TOKEN_END)
			return;
		depth += is_char(&token, '(');
		depth -= is_char(&token, ')') && depth > 0;
		if (depth > 0 || token.kind != TOKEN_BARE || token.length != strlen(word) ||
		    strncasecmp(token.start, word, token.length) != 0)
			continue;
		token = token_next(&ahead);
		if (token.kind == TOKEN_BARE || token.kind == TOKEN_QUOTED)
			need_tell(walk,
			          expected_find(walk->book->expected, kind, NULL, NULL,
			                        token_name(&token, &walk->scratch)),
			          false);
	}
}

/* What has no schema is mentioned by its name alone. */
static void
tell_unqualified(struct need_walk *walk)
{
	static const struct {
		enum kind kind;
		size_t property;
		enum kind named;
	} rows[] = {
		{ KIND_extension, PROPERTY_extension_schema, KIND_schema },
		{ KIND_server, PROPERTY_server_wrapper, KIND_foreign_data_wrapper },
	};
	const struct object *object = &walk->item->object;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (rows[i].kind == object->kind && object->value[rows[i].property] != NULL)
			need_tell(walk,
			          expected_find(walk->book->expected, rows[i].named, NULL, NULL,
			                        object->value[rows[i].property]),
			          false);
	}
	if (object->kind == KIND_function && object->value[PROPERTY_function_definition] != NULL)
		tell_behind(walk, object->value[PROPERTY_function_definition], "language",
		            KIND_language);
	if (kind_table[object->kind].shape != SHAPE_PHRASE)
		return;
	tell_mentions(walk, object->name, false);
	tell_behind(walk, object->name, "language", KIND_language);
	tell_behind(walk, object->name, "using", KIND_access_method);
}

void
need_tell_texts(struct need_walk *walk)
{
	const struct object *object = &walk->item->object;
	uint32_t mentions = ddl_mentions(object);

	for (size_t i = 0; mentions >> i != 0; i++) {
		if (!(mentions >> i & 1) || object->value[i] == NULL)
			continue;
		if (kind_form_is_list(kind_table[object->kind].properties[i].form))
			tell_elements(walk, object->value[i]);
		else
			tell_mentions(walk, object->value[i], false);
	}
	tell_unqualified(walk);
}
