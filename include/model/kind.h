/* Kinds, properties, changes and severities as tables: kinds.def made readable to the program. */
#ifndef MODEL_KIND_H
#define MODEL_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kind {
#define KIND(word, plural, place, shape, doc) KIND_##word,
#include "model/kinds.def"
	KIND_COUNT
};

/* Properties are numbered within their kind: PROPERTY_column_type is 0, PROPERTY_column_not_null 1,
 * PROPERTIES_column how many there are. */
enum property {
#define KIND(word, plural, place, shape, doc)               BEFORE_##word = -1,
#define PROPERTY(kind, word, form, unstated, severity, doc) PROPERTY_##kind##_##word,
#define KIND_END(word)                                      PROPERTIES_##word,
#include "model/kinds.def"
};
#define PROPERTY_MAX 32 /* per kind: they are bits of a mask */

enum kind_place { PLACE_TOP, PLACE_MODULE, PLACE_GUEST, PLACE_NONE };
enum kind_shape { SHAPE_PLAIN, SHAPE_RELATION, SHAPE_ROUTINE, SHAPE_GRANT, SHAPE_PHRASE };
enum property_form {
	FORM_TEXT,
	FORM_BOOL,
	FORM_INTEGER,
	FORM_WORD,
	FORM_LIST,
	FORM_NAMES,
	FORM_ORDER
};
enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_CRITICAL, SEVERITY_COUNT };

enum change {
	CHANGE_MISSING,
	CHANGE_UNEXPECTED,
	CHANGE_CHANGED,
	CHANGE_FORBIDDEN,
	CHANGE_WRONG_KIND,
	CHANGE_RENAMED,
	CHANGE_COUNT
};

extern const char kind_never[];

struct property_info {
	const char *word;
	enum property_form form;
	/* What silence means in a complete manifest: a value, NULL for null, or kind_never (that
	 * very pointer) for "not compared". */
	const char *unstated;
	enum severity severity; /* of a changed finding */
	const char *doc;
	const char *const *words; /* of FORM_WORD, ending with NULL */
};

struct kind_info {
	const char *word;
	const char *plural; /* its key in the manifest */
	enum kind_place place;
	enum kind_shape shape;
	const char *doc;
	const struct property_info *properties;
	size_t property_count;
	const enum kind *guests; /* what lives on it, in the order of kinds */
	size_t guest_count;
};

/* The "property" of a subtype that the name tells. */
#define SUBTYPE_NAME SIZE_MAX

struct subtype_info {
	enum kind kind;
	const char *word;
	size_t property;
	const char *prefix;
};

struct severity_row {
	enum kind kind;
	const char *subtype; /* NULL: any */
	const char *what;    /* change, property, or a finer word */
	enum severity severity;
};

extern const struct kind_info kind_table[KIND_COUNT];
extern const struct subtype_info kind_subtypes[];   /* ends with a NULL word */
extern const struct severity_row kind_severities[]; /* ends with a NULL what */

/* Whether a value of the form is the text of an array. */
bool kind_form_is_list(enum property_form form);

/* Each returns false where the word names nothing. */
bool kind_from_word(const char *word, enum kind *ret_kind);
bool kind_from_plural(const char *plural, enum kind *ret_kind);
/* Whether objects of the kind may live on one of the other. */
bool kind_is_guest(enum kind kind, enum kind host);
bool kind_property(enum kind kind, const char *word, size_t *ret_property);
bool change_from_word(const char *word, enum change *ret_change);
bool severity_from_word(const char *word, enum severity *ret_severity);

const char *change_word(enum change change);       /* "missing", "wrong_kind", ... */
const char *severity_word(enum severity severity); /* "info", "warning", "critical" */

/* The default severity of (kind, subtype or NULL, what): the row with the subtype, else the row for
 * any, else the property's own, else info. */
enum severity kind_severity(enum kind kind, const char *subtype, const char *what);

/* Whether an object of another subtype is of the wrong kind, and not one that has changed. */
bool kind_has_sorts(enum kind kind);

/* Whether the difference is one of security: who may do what. */
bool kind_is_security(enum kind kind, const char *subtype, const char *what);

/* Whether "kind[/subtype].what" names something that has a severity; the parts are given back. */
bool kind_severity_key(const char *key, enum kind *ret_kind, const char **ret_subtype,
                       const char **ret_what);

#endif
