/* Input: a schema, a name and SQL text, a line each (the text may have more). Besides not crashing:
 * what is quoted is found again, and nothing is found within a literal. */
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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text input = { 0 }, sql = { 0 };
	const char *schema, *name;
	char *at;

	text_addn(&input, (const char *)data, size);
	at = input.bytes;
	schema = next_line(&at);
	name = next_line(&at);
	ident_mentions(at, name);
	ident_mentions_qualified(at, schema, name);

	text_add(&sql, "REFERENCES ");
	ident_quote_qualified(&sql, schema, name);
	text_add(&sql, "(id)");
	require(ident_mentions(text_str(&sql), name));
	require(ident_mentions(text_str(&sql), schema));
	require(ident_mentions_qualified(text_str(&sql), schema, name));

	text_clear(&sql);
	ident_literal(&sql, at);
	require(!ident_mentions(text_str(&sql), name));
	text_done(&sql);
	text_done(&input);
	return 0;
}
