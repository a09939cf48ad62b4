/* What a comparison finds: the drifts, the modules' states, and what could not be read. */
#ifndef DRIFT_DRIFT_H
#define DRIFT_DRIFT_H

#include "base/arena.h"
#include "model/expected.h"

/* One difference. Strings live in the arena of the outcome. */
struct drift {
	enum change change;
	enum kind kind;
	const char *schema; /* NULL where the kind has none */
	const char *table;  /* as in struct object */
	const char *name;
	const char *property; /* of a changed drift; else NULL */
	const char *expected; /* text, or NULL */
	const char *
		observed; /* text; of forbidden: the GRANT; of renamed: the name, or "schema.name" */
	size_t module;    /* index in expected->modules, or EXPECTED_NONE */
	enum severity severity;
	bool security;           /* it is of the class security, not schema */
	const char *unconfirmed; /* why nobody knows whether it is one of meaning; else NULL */
	bool creatable;          /* missing, and the manifest says enough to create it */
	/* What hangs on it and is folded in, however far, sorted: "index ix_a of public.a", "default of
	 * column public.a.b". What lives on a table that is missing or of the wrong kind is part of
	 * that table, and not listed. */
	const char *const *impact;
	size_t impact_count;
	const char *summary; /* one sentence without a full stop */
};

/* An object, or a whole kind of a table or of all, that could not be read. */
struct unknown {
	enum kind kind;
	const char *schema; /* NULL with NULL table and name: the whole kind */
	const char *table;
	const char *name;
	const char *reason;   /* "locked", "moving", "denied", "too_many_rows", ... */
	const char *sqlstate; /* or NULL */
	const char *hint;     /* the GRANT that would help, or NULL */
};

/* An expected item that nothing else can count on: missing, there as something else or under another
 * name, or a column of another type; whether it is a finding of its own or folded into one. What lives
 * on a table that is missing, renamed or of the wrong kind has none: the table's stands for it. What was
 * renamed is not created a second time. */
struct gap {
	size_t item;
	enum change change;   /* missing, wrong_kind, renamed, or changed: the type of a column */
	const char *observed; /* the kind, name or type that it has; NULL where it is missing */
	bool ignored;         /* an ignore rule left it out */
};

enum module_status {
	MODULE_WHOLE,        /* all there, as it should be */
	MODULE_PARTIAL,      /* some objects are there, some are missing */
	MODULE_ABSENT,       /* nothing is there */
	MODULE_DRIFTED,      /* all there, with a finding of warning or worse */
	MODULE_UNWANTED,     /* unwanted, but something is there */
	MODULE_NOT_SELECTED, /* this target does not ask for it */
	MODULE_UNKNOWN,      /* something of it could not be read, and nothing worse is known */
	MODULE_STATUS_COUNT
};

/* Nothing is expected of a module that is not selected or not wanted, nor of an optional one that is
 * wholly absent: both counts are 0 then. A table of the wrong kind is not missing, a renamed one is. A
 * table whose missing drift an ignore rule left out counts as expected and not missing. */
struct module_state {
	enum module_status status;
	size_t tables_expected;
	size_t tables_missing;
};

/* Everything that one comparison says. Owned by the arena that compare_finish() was given;
 * `expected` is borrowed: whoever keeps the outcome keeps a reference. */
struct outcome {
	const struct expected *expected;
	struct drift *drifts; /* sorted: severity falling, then module, kind, identity, property */
	size_t drift_count;
	/* Sorted by kind and identity, each once; only what this target asks for. What was never told
	 * of has the reason "not_read". */
	struct unknown *unknowns;
	size_t unknown_count;
	struct module_state *modules; /* expected->module_count of them */
	size_t objects_read;
	size_t tables_expected; /* of selected modules, prerequisites not counted */
	size_t tables_missing;
	/* Their items, tables_missing of them, in the manifest's order: those too whose finding folds
	 * into a missing schema's. */
	const size_t *missing_tables;
	/* Drifts that an ignore rule left out: they count nowhere else, and take along what is folded
	 * into them. */
	size_t ignored;
	size_t by_severity[SEVERITY_COUNT];
	struct gap *gaps; /* by item, each once: for whoever creates what is missing */
	size_t gap_count;
	const bool *
		there; /* per item: it was seen, a table as the kind of relation that it should be */
};

const char *module_status_word(enum module_status status); /* "whole", "not_selected", ... */

#endif
