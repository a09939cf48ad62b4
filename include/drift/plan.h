/* The plan: which statements create what is missing, in which transactions, and what is refused and
 * why, all before the first statement runs. Nothing in it drops, retypes or renames. */
#ifndef DRIFT_PLAN_H
#define DRIFT_PLAN_H

#include "base/hash.h"
#include "drift/ddl.h"
#include "drift/drift.h"

/* What is created on tables that are there, besides missing tables with all that belongs to them. */
enum plan_include { PLAN_COLUMNS = 1, PLAN_CONSTRAINTS = 2, PLAN_INDEXES = 4 };
extern const char *const plan_include_words[]; /* bit by bit; ends with NULL */

/* A refusal that only the server could tell: no privilege, read-only, a name that is taken. */
struct plan_objection {
	size_t module; /* whom it concerns; EXPECTED_NONE: everybody */
	const char *reason;
};

/* Zero-initialised: whatever is missing in the modules that were compared, and nothing on tables
 * that are there. */
struct plan_options {
	const bool *modules; /* per module: whether it is asked for; NULL: all are */
	unsigned include;    /* bits of enum plan_include */
	bool tables_only;    /* missing tables, and what they need of types, sequences, functions */
	const bool *withheld; /* per item: a table that is left as it is, as it was there before */
	bool single;          /* one transaction for all, instead of one for each module */
	/* What is presupposed besides the manifest, as a system identifier and a database: it goes
	 * into the fingerprint. NULL: nothing. */
	const char *identity;
	/* Those of plan_schemas() that the server does not have. */
	const char *const *missing_schemas;
	size_t missing_schema_count;
	const struct plan_objection *objections;
	size_t objection_count;
};

struct plan_statement {
	size_t item; /* what it creates; of a table with its columns */
	enum ddl_stage stage;
	const char *sql;              /* one statement, without a semicolon */
	const struct ddl_lock *locks; /* on tables that are there before */
	size_t lock_count;
};

/* All or nothing. */
struct plan_transaction {
	const size_t *modules; /* in the manifest's order; none: what stands at its top level */
	size_t module_count;
	const struct plan_statement *statements; /* in the order in which they run */
	size_t statement_count;
};

enum plan_reason {
	PLAN_OBJECTION,    /* struct plan_objection */
	PLAN_UNDERSTATED,  /* the manifest says too little, or what cannot be created */
	PLAN_WRONG_KIND,   /* another kind of object has the name */
	PLAN_RENAMED,      /* it is there under another name */
	PLAN_NO_SCHEMA,    /* it is missing, and not in the manifest */
	PLAN_PREREQUISITE, /* it is missing, and never created */
	PLAN_RETYPED,      /* a column is there, of another type */
	PLAN_NOT_SELECTED, /* something of a module that this target does not ask for */
	PLAN_NOT_ASKED,    /* something of a module that this plan leaves out */
	PLAN_IGNORED,      /* an ignore rule leaves it out */
	PLAN_UNREAD,       /* nobody knows whether it is there */
	PLAN_LEFT_OUT,     /* something on a table that is there, and not asked for */
	PLAN_REFUSED,      /* something of a module that is refused itself */
	PLAN_REASONS
};

/* Modules that are refused are left out whole, and so are those that need them. */
struct plan_refusal {
	enum plan_reason reason;
	const char *text; /* one sentence without a full stop: what, and how much hangs on it */
	const size_t *modules; /* in the manifest's order; of the top level: none */
	size_t module_count;
};

/* Missing, and left as it is, though its module is not refused. */
struct plan_leftover {
	size_t item;
	const char *why;
};

/* A name that has to be free when the plan runs: no relation of that name, or else no type. */
struct plan_name {
	size_t item; /* who takes it */
	const char *schema;
	const char *name;
	bool is_type;
};

/* Owned by the arena that plan_make() was given; the manifest is borrowed. */
struct plan {
	const struct expected *expected;
	const bool *modules; /* the options that it was made with */
	unsigned include;
	bool tables_only;
	bool single;
	const struct plan_transaction *transactions; /* those that others need come first */
	size_t transaction_count;
	const struct plan_refusal *refusals;
	size_t refusal_count;
	const struct plan_leftover *left_out; /* in the manifest's order */
	size_t left_out_count;
	const struct plan_name *names;
	size_t name_count;
	size_t statement_count;
	size_t tables; /* how many of them create a table */
	/* Over the statements and whatever they count on: another one means that the database, or
	 * the manifest, is another one by now. */
	char fingerprint[HASH_HEX_BYTES];
};

/* Of the outcome only the manifest, the modules' states, unknowns and gaps are read. Options and
 * outcome may go afterwards. */
struct plan *plan_make(const struct outcome *outcome, const struct plan_options *options,
                       struct arena *arena);

/* The schemas that the manifest counts on without stating them as objects: ask the server which of
 * them are missing. Each once; returns how many. */
size_t plan_schemas(const struct expected *expected, struct arena *arena,
                    const char *const **ret_schemas);

/* What struct plan_options takes for `identity`: which database it is. NULLs: not known. */
const char *plan_identity(const char *system_identifier, const char *database_oid,
                          struct arena *arena);

const char *plan_reason_word(enum plan_reason reason); /* "prerequisite", "retyped", ... */

#endif
