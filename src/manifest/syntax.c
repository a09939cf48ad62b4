#include "manifest/manifest_priv.h"

#include <string.h>

/* Byte order marks. The longer one first: UTF-32's begins like UTF-16's. */
static const struct {
	const char *bytes;
	size_t length;
	const char *said;
} marks[] = {
	{ "\xef\xbb\xbf", 3, "begins with a byte order mark; save it as UTF-8 without one" },
	{ "\xff\xfe\0\0", 4, "is UTF-32; save it as UTF-8 without a byte order mark" },
	{ "\0\0\xfe\xff", 4, "is UTF-32; save it as UTF-8 without a byte order mark" },
	{ "\xff\xfe", 2, "is UTF-16; save it as UTF-8 without a byte order mark" },
	{ "\xfe\xff", 2, "is UTF-16; save it as UTF-8 without a byte order mark" },
};

/* What is wrong with the file as a whole, or NULL. */
static const char *
encoding_fault(const char *bytes, size_t length)
{
	size_t blank = 0;

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (length >= marks[i].length &&
		    memcmp(bytes, marks[i].bytes, marks[i].length) == 0)
			return marks[i].said;
	}
	while (blank < length && strchr(" \t\r\n", bytes[blank]) != NULL && bytes[blank] != '\0')
		blank++;
	if (blank == length)
		return "is empty";
	/* A document begins with an ASCII character: a NUL beside it is half of a wider one. */
	if (length >= 2 && (bytes[0] == '\0') != (bytes[1] == '\0'))
		return "is UTF-16; save it as UTF-8 without a byte order mark";
	return NULL;
}

/* Memory for the parsed document is bounded before it is parsed: "{}" is two bytes here and some 230
 * parsed. More than a manifest of EXPECTED_OBJECTS_MAX objects can need: a table has an object and
 * three arrays, and might have its module to itself; a column has eight keys. */
#define CONTAINERS_MAX ((size_t)8 * EXPECTED_OBJECTS_MAX)
#define VALUES_MAX     ((size_t)40 * EXPECTED_OBJECTS_MAX)

/* Counts as if the text were well-formed; where it is not, it is refused anyway. */
static bool
is_bulky(const char *bytes, size_t length)
{
	size_t containers = 0;
	size_t commas = 0;
	bool in_string = false;

	for (size_t i = 0; i < length; i++) {
		char c = bytes[i];

		if (c == '"')
			in_string = !in_string;
		if (in_string) {
			i += c == '\\';
			continue;
		}
		containers += c == '{' || c == '[';
		commas += c == ',';
	}
	return containers > CONTAINERS_MAX || commas > VALUES_MAX;
}

/* What to do about an error, where its own text leaves that open. */
static const struct {
	enum json_error_code code;
	const char *near; /* part of the text, or NULL */
	const char *said;
} advices[] = {
	{ json_error_invalid_syntax, "near '/'", "; JSON has no comments" },
	{ json_error_invalid_syntax, "near '#'", "; JSON has no comments" },
	{ json_error_invalid_syntax, "near '}'", "; no comma stands after the last one" },
	{ json_error_invalid_syntax, "near ']'", "; no comma stands after the last one" },
	{ json_error_duplicate_key, NULL, "; a key stands once in its object" },
	{ json_error_stack_overflow, NULL, "; nothing in a manifest is nested as deeply" },
	{ json_error_null_character, NULL, "; no text of PostgreSQL holds a NUL" },
	{ json_error_null_byte_in_key, NULL, "; no text of PostgreSQL holds a NUL" },
	{ json_error_invalid_utf8, NULL, "; save it as UTF-8" },
};

static const char *
advice(enum json_error_code code, const char *text)
{
	for (size_t i = 0; i < sizeof advices / sizeof *advices; i++) {
		if (advices[i].code == code &&
		    (advices[i].near == NULL || strstr(text, advices[i].near) != NULL))
			return advices[i].said;
	}
	return "";
}

/* The document lives shorter than anything else and dies at once: out of an arena it takes a third less
 * memory, and no time to be freed. jansson asks functions without an argument: hence the one variable,
 * which is set from syntax_parse() to syntax_done() only. */
static struct arena *document_arena;

static void *
document_alloc_cb(size_t bytes)
{
	return arena_words(document_arena, bytes);
}

static void
document_free_cb(void *memory)
{
	(void)memory;
}

void
syntax_done(struct syntax *syntax)
{
	arena_done(&syntax->arena);
	if (document_arena != NULL)
		json_set_alloc_funcs(syntax->malloc_fn, syntax->free_fn);
	document_arena = NULL;
}

bool
syntax_parse(const char *bytes, size_t length, const char *file, struct syntax *syntax,
             json_t **ret_json, struct err *err)
{
	const char *fault = encoding_fault(bytes, length);
	json_error_t error;
	json_t *json;

	if (fault != NULL)
		return err_set(err, ERR_MANIFEST, "%s:1:1: %s", file, fault);
	if (is_bulky(bytes, length))
		return err_set(
			err, ERR_MANIFEST,
			"%s: holds far more values than a manifest of the limit of %d objects",
			file, EXPECTED_OBJECTS_MAX);
	json_get_alloc_funcs(&syntax->malloc_fn, &syntax->free_fn);
	document_arena = &syntax->arena;
	json_set_alloc_funcs(document_alloc_cb, document_free_cb);
	json = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error);
	if (json == NULL) {
		/* Column 0 is the end of a line. */
		return err_set(err, ERR_MANIFEST, "%s:%d:%d: %s%s", file, error.line,
		               error.column > 0 ? error.column : 1, error.text,
		               advice(json_error_code(&error), error.text));
	}
	*ret_json = json;
	return true;
}
