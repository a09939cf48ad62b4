/* A JSON text as a tree of values, strict (RFC 8259, no key twice in an object), and made for large ones:
 * for a manifest of 10,000 tables jansson takes ten times the time and four times the memory, more than a
 * whole check may. */
#ifndef TREE_PRIV_H
#define TREE_PRIV_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

#define TREE_DEPTH_MAX 2048

enum tree_type {
	TREE_NULL,
	TREE_FALSE,
	TREE_TRUE,
	TREE_INTEGER,
	TREE_REAL,
	TREE_STRING,
	TREE_ARRAY,
	TREE_OBJECT
};

struct tree_member;

/* A value. Texts end with NUL, and hold none. */
struct tree {
	union {
		const char *text; /* of a string; of a number as it stands */
		const struct tree *elements;
		const struct tree_member *members; /* in the order in which they stand */
	};
	uint32_t count; /* of bytes, elements or members */
	enum tree_type type;
};

struct tree_member {
	const char *key;
	struct tree value;
};

/* The tree of a text that is ended by a NUL which does not count. It lives in the arena and in the text,
 * which is written to. Errors: ERR_MANIFEST, "file:line:column: ...", where the column is that of the last
 * character that was read. */
bool tree_parse(char *bytes, size_t length, const char *file, struct arena *arena,
                struct tree *ret_tree, struct err *err);

/* The value of the key; NULL where there is none, and of what is no object. */
const struct tree *tree_get(const struct tree *object, const char *key);

/* The element; NULL where there is none, and of what is no array. */
const struct tree *tree_at(const struct tree *array, size_t index);

/* How many elements; 0 of what is no array. */
size_t tree_length(const struct tree *array);

/* The text of a string; NULL of anything else. */
const char *tree_string(const struct tree *tree);

/* --- between tree.c, tree_scan.c and tree_string.c ---------------------------------------------- */

struct tree_parser {
	char *at;
	const char *end;        /* where the NUL stands */
	const char *line_start; /* of the line of `at` */
	size_t line;
	const char *file;
	struct arena *arena;
	struct err *err;
	size_t depth;
	size_t containers; /* so far, and values */
	size_t values;
	const char *after_comma; /* where the last one was followed by something */
	/* The values of the containers that are not closed yet, those of the innermost last. */
	struct tree_member *open;
	size_t open_count;
	size_t open_room;
};

/* Sets the error, at that character. Returns false. */
bool tree_fail(struct tree_parser *parser, const char *at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same, of what is wrong at parser->at: "expected WHAT, not ..." */
bool tree_unlike(struct tree_parser *parser, const char *what);

/* Each reads what begins at parser->at, and goes on behind it. */
bool tree_scan_string(struct tree_parser *parser, const char **ret_text, uint32_t *ret_count);
bool tree_scan_number(struct tree_parser *parser, struct tree *ret_tree);
bool tree_scan_word(struct tree_parser *parser, struct tree *ret_tree);

#endif
