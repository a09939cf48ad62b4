/* How much a difference weighs, and whether it is one of security: rows of kinds.def. */
#include "model/kind.h"

#include <string.h>

#define ANY NULL

const struct severity_row kind_severities[] = {
#define SEVERITY(kind, subtype, what, severity) \
	{ KIND_##kind, subtype, #what, SEVERITY_##severity },
#include "model/kinds.def"
	{ KIND_COUNT, NULL, NULL, SEVERITY_INFO },
};

static const char any_what[] = "ANY";

static const struct security_row {
	enum kind kind;
	const char *subtype; /* NULL: any */
	const char *what;    /* as in struct severity_row; any_what: any */
} security_rows[] = {
#define SECURITY(kind, subtype, what) { KIND_##kind, subtype, #what },
#include "model/kinds.def"
	{ KIND_COUNT, NULL, NULL },
};

/* The row for exactly this subtype (NULL: the row for any), or NULL. */
static const struct severity_row *
severity_find(enum kind kind, const char *subtype, const char *what)
{
	for (const struct severity_row *row = kind_severities; row->what != NULL; row++) {
		if (row->kind == kind && strcmp(row->what, what) == 0 &&
		    (subtype == NULL ? row->subtype == NULL
		                     : row->subtype != NULL && strcmp(row->subtype, subtype) == 0))
			return row;
	}
	return NULL;
}

enum severity
kind_severity(enum kind kind, const char *subtype, const char *what)
{
	const struct severity_row *row = NULL;
	size_t property;

	if (subtype != NULL)
		row = severity_find(kind, subtype, what);
	if (row == NULL)
		row = severity_find(kind, NULL, what);
	if (row != NULL)
		return row->severity;
	if (kind_property(kind, what, &property))
		return kind_table[kind].properties[property].severity;
	return SEVERITY_INFO;
}

bool
kind_has_sorts(enum kind kind)
{
	return kind_table[kind].shape != SHAPE_RELATION &&
	       severity_find(kind, NULL, change_word(CHANGE_WRONG_KIND)) != NULL;
}

bool
kind_is_security(enum kind kind, const char *subtype, const char *what)
{
	for (const struct security_row *row = security_rows; row->what != NULL; row++) {
		if (row->kind == kind &&
		    (strcmp(row->what, any_what) == 0 || strcmp(row->what, what) == 0) &&
		    (row->subtype == NULL ||
		     (subtype != NULL && strcmp(row->subtype, subtype) == 0)))
			return true;
	}
	return false;
}

/* A `what` is a property, or stands in a row of the kind (whatever that row's subtype is). */
static const char *
severity_what(enum kind kind, const char *what)
{
	size_t property;

	if (kind_property(kind, what, &property))
		return kind_table[kind].properties[property].word;
	for (const struct severity_row *row = kind_severities; row->what != NULL; row++) {
		if (row->kind == kind && strcmp(row->what, what) == 0)
			return row->what;
	}
	return NULL;
}

static const char *
subtype_word(enum kind kind, const char *word)
{
	for (const struct subtype_info *row = kind_subtypes; row->word != NULL; row++) {
		if (row->kind == kind && strcmp(row->word, word) == 0)
			return row->word;
	}
	return NULL;
}

bool
kind_severity_key(const char *key, enum kind *ret_kind, const char **ret_subtype,
                  const char **ret_what)
{
	const char *dot = strchr(key, '.');
	const char *subtype = NULL;
	const char *what;
	char head[64];
	char *slash;
	enum kind kind;

	if (dot == NULL || (size_t)(dot - key) >= sizeof head)
		return false;
	memcpy(head, key, (size_t)(dot - key));
	head[dot - key] = '\0';
	slash = strchr(head, '/');
	if (slash != NULL)
		*slash = '\0';
	if (!kind_from_word(head, &kind))
		return false;
	if (slash != NULL) {
		subtype = subtype_word(kind, slash + 1);
		if (subtype == NULL)
			return false;
	}
	what = severity_what(kind, dot + 1);
	if (what == NULL)
		return false;
	*ret_kind = kind;
	*ret_subtype = subtype;
	*ret_what = what;
	return true;
}
