/* What the modules of the comparison share: the comparison under way, and differences in the making. */
#ifndef DRIFT_PRIV_H
#define DRIFT_PRIV_H

#include "drift/compare.h"

#include <stdint.h>

#define NONE EXPECTED_NONE

/* What is known of an expected item: the bits of its byte. */
enum sight {
	SIGHT_THERE = 1,    /* it is there; of a table: some relation of its name is */
	SIGHT_TOLD = 2,     /* presence has spoken of it */
	SIGHT_COMPARED = 4, /* its row was compared */
	SIGHT_ABSENT = 8,   /* presence says that it is not there */
	SIGHT_WRONG = 16,   /* there, but of another kind: what lives on it says nothing */
};

/* A difference in the making. Strings belong to the manifest or to the comparison's arena. */
struct difference {
	struct drift drift;
	size_t item;  /* the expected item, or NONE */
	size_t host;  /* the item of what it lives on, or NONE */
	size_t cause; /* the difference that it hangs on, or NONE */
	bool ignored;
	bool same;               /* the texts differ, and mean the same */
	bool other;              /* one of its doubts is settled: they do not */
	size_t doubts;           /* how many are not settled */
	enum severity confirmed; /* its severity, were nothing unconfirmed */
	uint64_t shape;          /* of an unexpected one; 0: not known */
	const char *to_schema;   /* of a renamed one: where it is now, */
	const char *to_name;     /* and as what */
};

/* A column of a table that is not expected, or an object of a schema that is not, as two hashes. */
struct print {
	uint64_t whole;
	uint64_t part; /* of a column its name and type, of an object its kind and name */
};

/* Something that was not read. */
struct unread {
	struct unknown unknown;
	bool counts; /* it leaves something open that this target asks for */
};

/* What was told of a revision. */
enum recorded_state { RECORDED_UNTOLD, RECORDED_AS_EXPECTED, RECORDED_OTHER, RECORDED_NO_TABLE };

struct recorded {
	enum recorded_state state;
	const char *rows; /* array text, of RECORDED_OTHER */
};

/* What a module is found to be, before its status is concluded. */
struct survey {
	size_t tables;         /* how many it states */
	size_t tables_there;   /* of any kind */
	size_t tables_missing; /* as a finding, ignored ones not counted */
	size_t tables_unknown;
	size_t others; /* the same of what else lives in a schema */
	size_t others_there;
	size_t others_missing;
	size_t others_unknown;
	bool unknown;  /* something of it could not be read */
	bool drifted;  /* a difference of warning or worse belongs to it */
	bool unwanted; /* something of it is there and must not be */
};

struct compare {
	const struct expected *expected;
	const struct selection *selection;
	int server_version; /* 0: not told */
	struct arena arena;
	uint8_t *sight; /* per item, bits of enum sight */
	uint32_t *
		places; /* per item, of columns: their ordinals; complete manifests only, else NULL */
	bool done[KIND_COUNT];
	size_t objects_read;
	size_t found; /* the item that was found last */
	struct difference *differences;
	size_t difference_count;
	size_t difference_room;
	struct unread *unreads;
	size_t unread_count;
	size_t unread_room;
	struct recorded *recorded; /* per revision */
	struct survey *surveys;    /* per module */
	bool *seen;                /* per module: it was there at an earlier check */
	const char **lived_in;     /* sorted: the schemas in which something is expected */
	size_t lived_in_count;
	struct print *prints; /* in complete manifests only: rename_print.c */
	size_t print_count;
	size_t print_room;
};

/* compare.c */
bool compare_selected(const struct compare *compare, size_t module);
/* Whether what it contains is compared: selected, and not unwanted. */
bool compare_judged(const struct compare *compare, size_t item);
/* Whether the item is there, as the kind that it should be, and what it lives on too: what lives on
 * it has a say. */
bool compare_stands(const struct compare *compare, size_t item);
/* Whether an optional module is not there at all, which is fine. */
bool compare_wholly_absent(const struct compare *compare, size_t module);
const char *compare_keep(struct compare *compare, const char *string);

/* difference.c: what is returned is valid until the next difference. */
struct difference *difference_of_item(struct compare *compare, enum change change, size_t item);
struct difference *difference_of_object(struct compare *compare, enum change change,
                                        const struct object *observed, size_t host);
struct difference *difference_new(struct compare *compare, const struct drift *drift, size_t item,
                                  size_t host);
/* The severity by change or property (`what`) and the subtype of the object. */
void difference_weigh(const struct compare *compare, struct difference *difference,
                      const struct object *object, const char *what);

/* difference.c: kinds in their order, then schema, table and name by bytes; NULL comes first. */
struct identity {
	enum kind kind;
	const char *schema;
	const char *table;
	const char *name;
};
int identity_order(const struct identity *a, const struct identity *b);
int string_order(const char *a, const char *b);

/* property.c: the properties of an object that is there, against those of the item at `index`. */
void property_compare(struct compare *compare, size_t index, const struct object *observed);

/* column_order.c */
void column_order_observe(struct compare *compare, size_t item, uint32_t ordinal);
void column_order_walk(struct compare *compare);

/* unexpected.c */
void unexpected_prepare(struct compare *compare);
/* Whether there is nothing to be said of it, not even to tell a rename by. */
bool unexpected_observe(struct compare *compare, const struct object *observed);
/* Whether such an object, were it there, could be an unexpected one. Of what lives on something that
 * is no relation, only where it is said on what. */
bool unexpected_possible(const struct compare *compare, const struct object *object);

/* unknown.c */
void unknown_add(struct compare *compare, const struct unknown *unknown);
void unknown_prepare(struct compare *compare);
/* Whether the item, which was not seen, may be there all the same. */
bool unknown_covers(struct compare *compare, size_t item);
void unknown_list(struct compare *compare, struct arena *arena, struct outcome *outcome);

/* missing.c: what was expected and not seen, and what is there and not wanted. */
void missing_walk(struct compare *compare);

/* rename.c: what is missing, and there under another name or in another schema, becomes one difference:
 * with the identity and the weight of the missing one. It is a gap that nobody fills, and counts as
 * missing. */
void rename_walk(struct compare *compare);

/* rename_shape.c: what an object is but for its name and its schema; 0: not known. Of a schema only that it
 * is one, of a table its kind and what part of another it is: the rest is what is in them. */
uint64_t rename_shape(const struct object *object);
uint64_t rename_mix(uint64_t seed, uint64_t value);

/* rename_print.c: what is in tables and schemas. Of those that are not expected it is observed, and can be
 * asked for once sorted. 0: nobody can tell. */
void rename_observe(struct compare *compare, const struct object *observed);
void rename_sort(struct compare *compare);
uint64_t rename_sum_observed(const struct compare *compare, const struct drift *drift);
const uint64_t *rename_sums_expected(struct compare *compare); /* per item, of tables */
uint64_t rename_sum_of_schema(const struct expected *expected, const char *schema);

/* routine.c: "security_definer", "search_path" or "definition": in what two definitions differ. */
const char *routine_what(const char *expected, const char *observed);

/* revision.c */
void revision_walk(struct compare *compare);
void revision_applied(struct compare *compare, size_t tables_missing);

/* fold.c: gives every difference its cause. */
void fold_causes(struct compare *compare);

/* impact.c: gives every root what hangs on it; the texts live in the arena. */
void impact_list(struct compare *compare, struct arena *arena);

/* gap.c: after the ignore rules were applied. */
void gap_list(const struct compare *compare, struct arena *arena, struct outcome *outcome);
void gap_there(const struct compare *compare, struct arena *arena, struct outcome *outcome);

/* ignore.c */
void ignore_expired(struct compare *compare, const char *target, const char *today);
/* Marks differences from `from` on. */
void ignore_apply(struct compare *compare, size_t from, const char *target, const char *today);

/* module.c */
void module_survey(struct compare *compare);
void module_vanished(struct compare *compare);
void module_conclude(struct compare *compare, struct arena *arena, struct outcome *outcome);

/* summary.c: all but summary_value() into an empty text. */
void summary_write(const struct compare *compare, const struct difference *difference,
                   struct text *out);
void summary_impact(const struct difference *difference, struct text *out);
void summary_value(struct text *out, const char *value); /* cut short where it is long */

/* relation.c: "partitioned table", "view", ...: what pg_class.relkind says, and what is expected. */
const char *relation_of(char relkind);
const char *relation_word(const struct object *object);

#endif
