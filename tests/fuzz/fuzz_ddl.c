/* Input: a digit that says what the text behind it is stated as (a default, a type, a constraint,
 * ...). Besides not crashing: what is taken makes one statement, as an automaton of its own sees it.
 * It goes by the characters, with the states that PostgreSQL's manual describes. */
#include "drift/ddl.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
	enum kind kind;
	size_t property;
	const char *begin; /* of the statement */
} places[] = {
	{ KIND_column, PROPERTY_column_default, "ALTER TABLE public.t ADD COLUMN x integer " },
	{ KIND_column, PROPERTY_column_generated, "ALTER TABLE public.t ADD COLUMN x integer " },
	{ KIND_column, PROPERTY_column_collation, "ALTER TABLE public.t ADD COLUMN x integer " },
	{ KIND_column, PROPERTY_column_type, "ALTER TABLE public.t ADD COLUMN x " },
	{ KIND_constraint, PROPERTY_constraint_definition,
	  "ALTER TABLE public.t ADD CONSTRAINT x " },
	{ KIND_index, PROPERTY_index_definition, "CREATE " },
	{ KIND_type, PROPERTY_type_labels, "CREATE TYPE public.x AS ENUM (" },
};

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}

static bool
is_part(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '$';
}

/* From the opening quote; a literal goes on behind white space with a newline in it. */
static const char *
over_literal(const char *at, bool escapes)
{
	const char *next;
	bool newline;

	for (;;) {
		for (at++; *at != '\''; at++) {
			require(*at != '\0');
			if (escapes && *at == '\\')
				require(*++at != '\0');
		}
		at++;
		newline = false;
		for (next = at; is_blank(*next); next++)
			newline = newline || *next == '\n' || *next == '\r';
		if (*next != '\'' || (next != at && !newline))
			return at;
		at = next;
	}
}

static const char *
over_dollars(const char *at)
{
	size_t tag = 1;
	const char *end;

	while (is_part(at[tag]) && at[tag] != '$')
		tag++;
	if (at[tag] != '$' || (at[1] >= '0' && at[1] <= '9'))
		return at + 1;
	for (end = at + tag + 1; strncmp(end, at, tag + 1) != 0; end++)
		require(*end != '\0');
	return end + tag + 1;
}

/* A number may end before a letter, and a literal has one letter in front of it at most. */
static const char *
over_word(const char *at)
{
	const char *start = at;
	bool number = *at >= '0' && *at <= '9';

	for (; is_part(*at); at++)
		require(!number || *at != '$');
	if (*at != '\'' && *at != '"')
		return at;
	require(at == start + 1 && *at == '\'' && strchr("eEbBxXnN", *start) != NULL);
	return over_literal(at, *start == 'e' || *start == 'E');
}

/* One statement: nothing that ends it or hides the rest, and what is opened is closed. `comma`: one
 * may stand outside parentheses. */
static void
check(const char *at, bool comma)
{
	int depth = 0;

	while (*at != '\0') {
		require(*at != ';' && *at != '\\');
		require(strncmp(at, "--", 2) != 0 && strncmp(at, "/*", 2) != 0);
		require(strncasecmp(at, "U&'", 3) != 0 && strncasecmp(at, "U&\"", 3) != 0);
		require(*at != ',' || depth > 0 || comma);
		if (is_part(*at) && *at != '$') {
			at = over_word(at);
		} else if (*at == '\'') {
			at = over_literal(at, false);
		} else if (*at == '$') {
			at = over_dollars(at);
		} else if (*at == '"') {
			at = strchr(at + 1, '"');
			require(at != NULL);
			at++;
		} else {
			depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
			require(depth >= 0);
			at++;
		}
	}
	require(depth == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *value[PROPERTY_MAX] = { NULL };
	struct object object = { .schema = "public", .table = "t", .name = "x", .value = value };
	struct text input = { 0 };
	struct text out = { 0 };
	struct err err = { 0 };
	size_t place;

	if (size == 0)
		return 0;
	place = (uint8_t)(data[0] - '0') % (sizeof places / sizeof *places);
	text_addn(&input, (const char *)data + 1, size - 1);
	object.kind = places[place].kind;
	object.stated = UINT32_MAX >> (32 - kind_table[object.kind].property_count);
	if (object.kind == KIND_column)
		value[PROPERTY_column_type] = "integer";
	value[places[place].property] = text_str(&input);
	if (ddl_write(&object, NULL, 0, NULL, &out, &err)) {
		require(strncmp(out.bytes, places[place].begin, strlen(places[place].begin)) == 0);
		check(out.bytes, object.kind == KIND_index);
	} else {
		require(err.code == ERR_MANIFEST && out.length == 0);
	}
	text_done(&out);
	text_done(&input);
	return 0;
}
