#include "model/typename_priv.h"

#include "model/ident.h"

#include <string.h>
#include <strings.h>

static const char *
skip_blank(const char *at)
{
	while (*at == ' ' || (*at >= '\t' && *at <= '\r'))
		at++;
	return at;
}

static bool
begins_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}

static bool
continues_word(char c)
{
	return begins_word(c) || (c >= '0' && c <= '9') || c == '$';
}

static void
add_lower(struct text *out, const char *start, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		char c = start[i];
		text_addc(out, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
}

/* Appends a quoted name as the server would write it. Returns what follows, NULL without an end. */
static const char *
scan_quoted(const char *at, struct text *out)
{
	struct text name = { 0 };

	for (at++; *at != '\0' && (at[0] != '"' || at[1] == '"'); at++) {
		text_addc(&name, *at);
		if (*at == '"')
			at++;
	}
	ident_quote(out, text_str(&name));
	text_done(&name);
	return *at == '"' ? at + 1 : NULL;
}

/* One name, bare or in quotes, appended to `out`. */
static const char *
scan_name(const char *at, struct text *out)
{
	const char *start = at;

	if (*at == '"')
		return scan_quoted(at, out);
	if (!begins_word(*at))
		return NULL;
	while (continues_word(*at))
		at++;
	add_lower(out, start, (size_t)(at - start));
	return at;
}

static bool
is_word(const char *at, const char *word)
{
	size_t length = strlen(word);

	return strncasecmp(at, word, length) == 0 && !continues_word(at[length]);
}

/* Words with one blank between, and names with one dot: up to a parenthesis, a bracket, ARRAY or
 * whatever else no name begins with. */
static const char *
scan_words(const char *at, struct text *out)
{
	for (;;) {
		at = scan_name(at, out);
		if (at == NULL)
			return NULL;
		at = skip_blank(at);
		if (*at == '.') {
			text_addc(out, '.');
			at = skip_blank(at + 1);
			continue;
		}
		if ((!begins_word(*at) && *at != '"') || is_word(at, "array"))
			return at;
		text_addc(out, ' ');
	}
}

/* From after the parenthesis; the modifiers are kept as they stand, empty ones too, without the
 * blanks around. */
static const char *
scan_modifiers(const char *at, struct typename_parts *parts)
{
	parts->has_modifiers = true;
	for (;;) {
		const char *start = skip_blank(at);
		const char *end = start + strcspn(start, ",()'\"[]");
		if (*end != ',' && *end != ')')
			return NULL;
		at = end + 1;
		while (end > start && skip_blank(end - 1) >= end)
			end--;
		if (parts->modifier_count == TYPENAME_MODIFIERS)
			return NULL;
		parts->modifiers[parts->modifier_count++] = (struct typename_part){
			start, (size_t)(end - start)
		};
		if (at[-1] == ')')
			return skip_blank(at);
	}
}

/* [] and [3] any number of times, ARRAY, ARRAY[3]: the server keeps no dimensions and no bounds. */
static const char *
scan_array(const char *at, struct typename_parts *parts)
{
	if (is_word(at, "array")) {
		parts->is_array = true;
		at = skip_blank(at + strlen("array"));
	}
	while (*at == '[') {
		parts->is_array = true;
		at = skip_blank(at + 1);
		at = skip_blank(at + strspn(at, "0123456789"));
		if (*at != ']')
			return NULL;
		at = skip_blank(at + 1);
	}
	return at;
}

/* pg_catalog is always searched first, so that its types are written without it. Two of them are
 * others there than the keywords of the same letters. */
static void
drop_catalog(struct typename_parts *parts)
{
	static const char catalog[] = "pg_catalog.";
	const char *head = text_str(&parts->head);
	struct text rest = { 0 };

	if (strncmp(head, catalog, sizeof catalog - 1) == 0 &&
	    strchr(head + sizeof catalog - 1, '.') == NULL) {
		head += sizeof catalog - 1;
		if (strcmp(head, "char") == 0 ||
		    (strcmp(head, "bit") == 0 && !parts->has_modifiers))
			ident_quote(&rest, head);
		else
			text_add(&rest, head);
		text_done(&parts->head);
		parts->head = rest;
	}
	parts->is_plain = strpbrk(text_str(&parts->head), ".\"") == NULL;
}

bool
typename_scan(const char *spelling, struct typename_parts *ret_parts)
{
	const char *at = skip_blank(spelling);

	*ret_parts = (struct typename_parts){ 0 };
	at = scan_words(at, &ret_parts->head);
	if (at != NULL && *at == '(') {
		at = scan_modifiers(at + 1, ret_parts);
		if (at != NULL && begins_word(*at) && !is_word(at, "array"))
			at = scan_words(at, &ret_parts->tail);
	}
	if (at != NULL)
		at = scan_array(at, ret_parts);
	drop_catalog(ret_parts);
	return at != NULL && *at == '\0';
}

void
typename_parts_done(struct typename_parts *parts)
{
	text_done(&parts->head);
	text_done(&parts->tail);
}
