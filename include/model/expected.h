/* What a database should contain: modules with their objects, prerequisites, revisions, ignore
 * rules, severities. Immutable once made, indexed once, shared by reference count. */
#ifndef MODEL_EXPECTED_H
#define MODEL_EXPECTED_H

#include "base/hash.h"
#include "model/object.h"

#define EXPECTED_OBJECTS_MAX 200000
#define EXPECTED_NONE        SIZE_MAX

enum requirement { REQUIREMENT_REQUIRED, REQUIREMENT_OPTIONAL, REQUIREMENT_UNWANTED };

/* Module 0 is always the prerequisites (name ""); it may be empty. */
#define MODULE_PREREQUISITES 0

/* What a complete manifest may leave out, as bits: properties and kinds of these words. */
enum omit { OMIT_OWNER = 1, OMIT_PRIVILEGE = 2, OMIT_COMMENT = 4 };
extern const char *const expected_omit_words[]; /* in that order; ends with NULL */

struct module {
	const char *name;
	const char *description; /* or NULL */
	enum requirement requirement;
	size_t tables; /* how many tables it states */
};

struct expected_item {
	struct object object;
	size_t module; /* EXPECTED_NONE for what stands at the top level (schemas) */
	size_t parent; /* the item of what it lives on, or EXPECTED_NONE */
	bool bare;     /* given by its name alone: existence is expected */
};

/* A place in the index. Most items that are not meant are told by their hash alone, without a look at
 * them: there are too many for the processor's cache. */
struct expected_slot {
	uint32_t item; /* + 1; 0: none */
	uint32_t hash; /* the upper half of its identity's */
};

struct revision {
	const char *schema;
	const char *table;
	const char *column;
	const char *const *expect; /* the rows that should be there, in any order */
	size_t expect_count;
};

/* NULL and -1 match anything. Names are patterns of fnmatch(3), case-sensitive. */
struct ignore_rule {
	int kind; /* enum kind, or -1 */
	const char *schema;
	const char *table;
	const char *name;
	const char *property;
	int change; /* enum change, or -1 */
	const char *module;
	const char *target;
	const char *reason;
	const char *until; /* "2027-01-31", the last day (UTC), or NULL */
};

struct expected {
	struct arena arena;  /* owns everything below */
	unsigned references; /* the struct itself is on the heap */
	const char *name;
	const char *file;            /* where it was read from, for messages */
	char sha256[HASH_HEX_BYTES]; /* of the bytes that were read */
	int server_version;          /* of the server it was made on; 0: not said */
	const char *const *scope;    /* schema names */
	size_t scope_count;
	bool all_schemas; /* scope ["*"]: then scope_count is 0 */
	bool complete;
	bool stated[KIND_COUNT]; /* the key of a kind of PLACE_TOP stands: others are unexpected */
	unsigned omit;           /* bits of enum omit */
	struct module *modules;
	size_t module_count; /* at least 1: the prerequisites */
	/* What lives on an item stands behind it. */
	struct expected_item *items;
	size_t item_count;
	struct revision *revisions;
	size_t revision_count;
	struct ignore_rule *ignores;
	size_t ignore_count;
	struct severity_row *severities; /* overrides, the last one wins */
	size_t severity_count;
	size_t counts[KIND_COUNT];   /* how many items of each kind: known with the index */
	struct expected_slot *slots; /* the index, open addressing */
	size_t slot_count;
};

/* Empty: on the heap, one reference, no module but the prerequisites. */
struct expected *expected_new(void);

/* Builds the index over items; false if an identity stands twice (*ret_item is the second). */
bool expected_index(struct expected *expected, size_t *ret_item);

/* The item with that identity, or EXPECTED_NONE. */
size_t expected_find(const struct expected *expected, enum kind kind, const char *schema,
                     const char *table, const char *name);

/* The item of the relation of that name, whatever its kind, or EXPECTED_NONE. */
size_t expected_relation(const struct expected *expected, const char *schema, const char *name);

/* The item of what an object lives on, or EXPECTED_NONE. */
size_t expected_host(const struct expected *expected, const struct object *guest);

/* Whether objects of that schema are in scope. System schemas never are. */
bool expected_in_scope(const struct expected *expected, const char *schema);

/* Whether the manifest leaves out the kind or the property of that word. */
bool expected_omits(const struct expected *expected, const char *word);

/* The severity of a difference, overrides first. */
enum severity expected_severity(const struct expected *expected, enum kind kind,
                                const char *subtype, const char *what);

/* Shared ownership; expected_unref(NULL) is fine. */
struct expected *expected_ref(struct expected *expected);
void expected_unref(struct expected *expected);

#endif
