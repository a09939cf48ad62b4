/* What the files of this floor share: the keys of a manifest, and reading it place by place. */
#ifndef MANIFEST_PRIV_H
#define MANIFEST_PRIV_H

#include "base/err.h"
#include "manifest/tree_priv.h"
#include "model/array.h"
#include "model/expected.h"

#include <jansson.h>

#define MANIFEST_FORMAT 1

/* --- syntax.c: bytes to JSON ------------------------------------------------------------------- */

/* tree_parse() of what may not even be text. */
bool syntax_parse(char *bytes, size_t length, const char *file, struct arena *arena,
                  struct tree *ret_tree, struct err *err);

/* --- manifest.c -------------------------------------------------------------------------------- */

/* manifest_parse() of bytes that are ended by a NUL which does not count; it writes to them. */
bool manifest_take(char *bytes, size_t length, const char *file, struct expected **ret_expected,
                   struct err *err);

/* --- keys.c: which keys stand where ------------------------------------------------------------ */

#define KEYS_MAX   64
#define KEYS_SLOTS 128
#define KEYS_NONE  SIZE_MAX

/* The sorts of JSON objects in a manifest. SECTION_OBJECT is one of each kind, but for those with
 * arguments (SECTION_ROUTINE) and privileges, which are a map of their own. */
enum section {
	SECTION_DOCUMENT,
	SECTION_PREREQUISITES,
	SECTION_MODULE,
	SECTION_OBJECT,
	SECTION_ROUTINE,
	SECTION_REVISION,
	SECTION_IGNORE
};

struct keys {
	const char *words[KEYS_MAX];
	size_t count;
	size_t required;           /* so many of the first ones must be there */
	uint8_t slots[KEYS_SLOTS]; /* the index: word + 1, open addressing */
	/* The words from `first_property` on that are properties of the kind, and which ones. */
	size_t first_property;
	size_t property_count;
	uint8_t property[PROPERTY_MAX];
};

/* `kind` counts for SECTION_OBJECT and SECTION_ROUTINE only; keys_section() says which it is. */
void keys_of(enum section section, enum kind kind, struct keys *ret_keys);
enum section keys_section(enum kind kind);

/* The index of the word, or KEYS_NONE. */
size_t keys_find(const struct keys *keys, const char *word);

/* Lists of words that end with NULL: those of `requirement` in the order of its enum, and the privileges
 * that can be granted. */
extern const char *const keys_requirements[];
extern const char *const keys_privileges[];

/* Whether null may stand for the property: where silence may mean it. */
bool keys_property_nullable(const struct property_info *property);

/* Whether an object of the kind may be given by its name alone. */
bool keys_bare(enum kind kind);

/* --- place.c: where in the document, and what is wrong there ------------------------------------ */

/* A place in the document: a list on the C stack, from the place up to the document, which is NULL. */
struct place {
	const struct place *up;
	const char *key; /* in an object; NULL in an array */
	size_t index;    /* in an array */
};

struct reading {
	struct expected *expected; /* strings go to its arena */
	struct arena scratch;      /* dies with the reading */
	uint32_t *ordinals;        /* for each item: its index in its JSON array; in scratch */
	const char **grantees; /* for each item: the key above that array, or NULL; in scratch */
	struct keys *keys[KIND_COUNT]; /* of the kinds of which an object was read; in scratch */
	const char **kept;             /* strings that came lately, by their hash; in scratch */
	struct spelling *types;        /* the same of types; in scratch */
	struct err *err;
};

/* A type as it stands, and as it is meant. */
struct spelling {
	const char *stated;
	const char *canonical;
};

#define READING_KEPT  ((size_t)4096)
#define READING_TYPES ((size_t)256)

/* Adds the JSON Pointer (RFC 6901). */
void place_pointer(const struct place *at, struct text *out);

/* These set "file: /json/pointer: ..." and return false: as the format says; "expected WHAT, not
 * ..."; "... is not one of ...", and "unknown key ...", both with the nearest known word. Lists of
 * words end with NULL. */
bool place_fail(const struct reading *reading, const struct place *at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
bool place_unlike(const struct reading *reading, const struct place *at, const char *what,
                  const struct tree *json);
bool place_unknown_word(const struct reading *reading, const struct place *at, const char *word,
                        const char *const *words);
bool place_unknown_key(const struct reading *reading, const struct place *at, const char *key,
                       const struct keys *keys);

/* --- reading.c: one value at its place ---------------------------------------------------------- */

/* A JSON object in which only the keys stand, and all required ones. */
bool reading_object(const struct reading *reading, const struct place *at, const struct tree *json,
                    const struct keys *keys);

/* An array of at most EXPECTED_OBJECTS_MAX values. */
bool reading_array(const struct reading *reading, const struct place *at, const struct tree *json);

bool reading_bool(const struct reading *reading, const struct place *at, const struct tree *json,
                  bool *ret_value);
bool reading_integer(const struct reading *reading, const struct place *at, const struct tree *json,
                     int64_t *ret_value);

/* A copy in the arena, or an earlier one: names and types come again and again. */
const char *reading_keep(const struct reading *reading, const char *string, size_t length);

/* Strings are copied to the arena: any string; one that is not empty; a label of at most 63 bytes; a
 * name of 1 to 63 bytes; the name of a schema that is not the system's. */
typedef bool reading_fn(const struct reading *reading, const struct place *at,
                        const struct tree *json, const char **ret_string);
reading_fn reading_string, reading_text, reading_label, reading_name, reading_schema;

/* The host's "description", if it has one; ret_description may be NULL. */
bool reading_description(const struct reading *reading, const struct place *at,
                         const struct tree *json, const char **ret_description);

/* One of the words (they end with NULL); *ret_index says which. */
bool reading_word(const struct reading *reading, const struct place *at, const struct tree *json,
                  const char *const *words, size_t *ret_index);

/* An array of strings that are all different, each read by `read`. */
bool reading_list(const struct reading *reading, const struct place *at, const struct tree *json,
                  reading_fn *read, const char *const **ret_strings, size_t *ret_count);

/* The schema of what states none. */
const char *reading_default_schema(const struct expected *expected);

/* --- repeat.c: what stands twice --------------------------------------------------------------- */

#define NAMED_PARTS 3

struct named {
	const char *parts[NAMED_PARTS]; /* NULL where there are fewer */
	size_t index;
};

/* Whether two of the list are the same: the first one that repeats an earlier one, and that one. */
bool repeat_find(const struct named *list, size_t count, size_t *ret_first, size_t *ret_second);

/* --- objects.c, modules.c, rules.c, validate.c: the parts of the document ------------------------ */

#define REVISION_ROWS_MAX 100

/* All objects whose kinds have their key in `host`: the document (PLACE_TOP), a module; or in the
 * object of the item. */
bool objects_read(struct reading *reading, const struct place *at, const struct tree *host,
                  enum kind_place where, size_t module);
bool objects_read_guests(struct reading *reading, const struct place *at, const struct tree *host,
                         size_t parent);

/* The next item, empty but for where it belongs; the place gives its ordinal. Room was made for all. */
struct expected_item *objects_add(struct reading *reading, const struct place *at, enum kind kind,
                                  size_t module, size_t parent);

/* Gives a guest what it has from its host: the rest of its identity, and the end of its name where the
 * host is no relation. */
void objects_place_guest(struct reading *reading, struct expected_item *item, const char *name);

/* The name of a guest as it stands in the manifest, in the arena. */
const char *objects_guest_name(const struct expected *expected, const struct expected_item *item,
                               struct arena *arena);

/* properties.c: all that are stated; the keys are those of the kind. */
bool properties_read(const struct reading *reading, const struct place *at, const struct tree *json,
                     const struct keys *keys, struct object *object);
bool properties_read_type(const struct reading *reading, const struct place *at,
                          const struct tree *json, const char **ret_type);

/* grants.c: {"app_ro": ["SELECT", "UPDATE*"]}: how many there are, and each an item. The word of an
 * item, with its `*` or `-`, and its grantee, in the arena. */
size_t grants_count(const struct tree *json);
bool grants_read(struct reading *reading, const struct place *at, const struct tree *json,
                 enum kind kind, size_t parent);
void grants_split(const struct expected *expected, const struct expected_item *item,
                  struct arena *arena, const char **ret_grantee, const char **ret_word);

/* routines.c: "f(integer,text)" from {"name": "f", "arguments": [...]}, and back. */
bool routines_read_name(const struct reading *reading, const struct place *at,
                        const struct tree *json, const char **ret_name);
void routines_split(const char *name, struct arena *arena, const char **ret_name,
                    struct array *ret_arguments);

/* Schemas, prerequisites, modules, and all that stands in them. Needs the scope. */
bool modules_read(struct reading *reading, const struct tree *document);

/* Revisions, ignore rules, severities. */
bool rules_read(const struct reading *reading, const struct tree *document);

/* What no single place shows: modules without objects, names that stand twice. Makes the index. */
bool validate_read(struct reading *reading);

/* --- write.c ------------------------------------------------------------------------------------ */

/* Sets the property's key; `value` is canonical text, or NULL. */
void write_property(json_t *host, const struct property_info *property, const char *value);

/* --- layout.c: JSON for people ------------------------------------------------------------------ */

/* Appends the value: what holds only scalars and lists of them in one line, all else an element a
 * line, `depth` levels in. */
void layout_add(json_t *json, size_t depth, struct text *out);

#endif
