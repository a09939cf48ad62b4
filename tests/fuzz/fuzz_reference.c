/* Input: a schema, a table and a column, a line each, then a definition. Besides not crashing: a
 * foreign key that is written with these names is read back as it was meant. */
#include "drift/reference_priv.h"

#include "model/ident.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* The line at *at, ended where its newline was; *at moves behind it. */
static const char *
next_line(char **at)
{
	char *line = *at;
	char *end = line + strcspn(line, "\n");

	*at = *end == '\0' ? end : end + 1;
	*end = '\0';
	return line;
}

static void
read_anything(const char *definition, struct arena *arena)
{
	struct reference reference;
	struct column_list columns;
	struct mentions mentions;
	struct mention mention;
	const char *schema, *name;

	reference_read(definition, arena, &reference);
	reference_key(definition, arena, &columns);
	reference_type(definition, arena, &schema, &name);
	mentions_start(&mentions, definition);
	while (mentions_next(&mentions, arena, &mention))
		require(mention.name != NULL);
}

static void
write_and_read(const char *schema, const char *table, const char *column, struct arena *arena)
{
	struct reference reference;
	struct text text = { 0 };

	text_add(&text, "FOREIGN KEY (");
	ident_quote(&text, column);
	text_add(&text, ") REFERENCES ");
	ident_quote_qualified(&text, schema, table);
	text_add(&text, "(x, ");
	ident_quote(&text, column);
	text_add(&text, ") ON DELETE CASCADE");
	require(reference_read(text_str(&text), arena, &reference));
	require(reference.own.count == 1 && strcmp(reference.own.names[0], column) == 0);
	require(strcmp(reference.schema, schema) == 0 && strcmp(reference.table, table) == 0);
	require(reference.columns.count == 2 && strcmp(reference.columns.names[1], column) == 0);
	text_done(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct text input = { 0 };
	const char *schema, *table, *column;
	char *at;

	text_addn(&input, (const char *)data, size);
	at = input.bytes;
	schema = next_line(&at);
	table = next_line(&at);
	column = next_line(&at);
	read_anything(at, &arena);
	write_and_read(schema, table, column, &arena);
	text_done(&input);
	arena_done(&arena);
	return 0;
}
