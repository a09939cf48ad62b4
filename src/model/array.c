#include "model/array.h"

#include <string.h>
#include <strings.h>

/* What array_in skips around an element, and what makes array_out write quotes. */
static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static const char *
skip_blank(const char *at)
{
	while (is_blank(*at))
		at++;
	return at;
}

static bool
needs_quotes(const char *element)
{
	if (*element == '\0' || strcasecmp(element, "NULL") == 0)
		return true;
	return element[strcspn(element, "\"\\{}, \t\n\v\f\r")] != '\0';
}

void
array_add(struct text *out, bool first, const char *element)
{
	if (!first)
		text_addc(out, ',');
	if (element == NULL) {
		text_add(out, "NULL");
		return;
	}
	if (!needs_quotes(element)) {
		text_add(out, element);
		return;
	}
	text_addc(out, '"');
	for (; *element != '\0'; element++) {
		if (*element == '"' || *element == '\\')
			text_addc(out, '\\');
		text_addc(out, *element);
	}
	text_addc(out, '"');
}

void
array_write(struct text *out, const char *const *elements, size_t count)
{
	text_addc(out, '{');
	for (size_t i = 0; i < count; i++)
		array_add(out, i == 0, elements[i]);
	text_addc(out, '}');
}

/* Elements are written one behind the other into `room`, which holds the literal's length: an
 * element is never longer than its text, and its NUL takes the place of the comma or brace that
 * follows. */
struct reader {
	const char *at;
	char *room;
	struct array array;
};

static bool
malformed(struct err *err, const char *what)
{
	return err_set(err, ERR_PROTOCOL, "malformed array: %s", what);
}

/* Appends one character, after a backslash the one behind it; false at the end of the text. */
static bool
take(struct reader *reader)
{
	if (*reader->at == '\\')
		reader->at++;
	if (*reader->at == '\0')
		return false;
	*reader->room++ = *reader->at++;
	return true;
}

static bool
read_quoted(struct reader *reader)
{
	for (reader->at++; *reader->at != '"';)
		if (!take(reader))
			return false;
	reader->at++;
	return true;
}

/* Blanks at the end are not the element's, unless a backslash made them so. */
static bool
read_bare(struct reader *reader, bool *ret_escaped)
{
	char *end = reader->room;

	*ret_escaped = false;
	while (*reader->at != '\0' && strchr(",{}\"", *reader->at) == NULL) {
		bool escaped = *reader->at == '\\';
		bool blank = is_blank(*reader->at); /* not the one behind a backslash */
		if (!take(reader))
			return false;
		*ret_escaped = *ret_escaped || escaped;
		if (!blank)
			end = reader->room;
	}
	reader->room = end;
	return true;
}

static bool
read_element(struct reader *reader, struct err *err)
{
	char *element = reader->room;
	bool quoted, escaped = false;

	reader->at = skip_blank(reader->at);
	quoted = *reader->at == '"';
	if (!(quoted ? read_quoted(reader) : read_bare(reader, &escaped)))
		return malformed(err, "it ends within an element");
	reader->at = skip_blank(reader->at);
	if (!quoted && reader->room == element)
		return malformed(err, "an element is missing");
	if (*reader->at != ',' && *reader->at != '}')
		return malformed(err, "an element does not end in a comma or a brace");
	*reader->room++ = '\0';
	if (!quoted && !escaped && strcasecmp(element, "NULL") == 0)
		element = NULL;
	reader->array.elements[reader->array.count++] = element;
	return true;
}

static size_t
most_elements(const char *literal)
{
	size_t count = 1;

	while ((literal = strchr(literal, ',')) != NULL) {
		count++;
		literal++;
	}
	return count;
}

bool
array_read(const char *literal, struct arena *arena, struct array *ret_array, struct err *err)
{
	struct reader reader = { .at = skip_blank(literal) };
	bool more;

	if (*reader.at != '{')
		return malformed(err, "it does not begin with a brace");
	reader.array.elements = arena_array(arena, most_elements(literal),
	                                    sizeof *reader.array.elements);
	reader.room = arena_alloc(arena, strlen(literal));
	reader.at = skip_blank(reader.at + 1);
	more = *reader.at != '}';
	while (more) {
		if (!read_element(&reader, err))
			return false;
		more = *reader.at == ',';
		reader.at += more ? 1 : 0;
	}
	if (*skip_blank(reader.at + 1) != '\0')
		return malformed(err, "something follows the closing brace");
	*ret_array = reader.array;
	return true;
}
