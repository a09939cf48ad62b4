/* What is asked of the catalog, and its rows made objects. One SQL file per kind in src/pg/sql;
 * its result columns are the identity and the properties, by the names of kinds.def. */
#ifndef PG_CATALOG_H
#define PG_CATALOG_H

#include "base/err.h"
#include "base/text.h"
#include "model/expected.h"
#include "pg/link.h"

/* Every kind's query takes the same four parameters:
 *   $1 boolean  everything in every schema that is not the system's
 *   $2 name[]   everything in these schemas
 *   $3 name[]   and, wherever it is, what is named by schema ($3; null where it has none) and name
 *   $4 name[]   ($4): the relation, for what is or lives on one; else what it lives on, or itself.
 *               To be read as text[] where names are longer than a name: those of routines. */
#define CATALOG_PARAMS 4

/* The text of a kind's query, as it is before the parameters and the depth are put in; NULL where it has
 * none of its own. */
const char *catalog_sql(enum kind kind);

/* How far it goes: in a complete manifest the whole scope; or what is expected alone, and of that,
 * where the manifest is complete, whatever lives on it. */
enum catalog_reach { CATALOG_SCOPE, CATALOG_NAMED };

/* Its parameters for what `wanted` marks of the expected items (one bool per item). Strings live in the
 * arena. false: nothing is asked for. */
bool catalog_params(const struct expected *expected, const bool *wanted, enum kind kind,
                    enum catalog_reach reach, struct arena *arena,
                    const char *ret_params[CATALOG_PARAMS]);

/* To be run in each transaction before the first query whose $1 or $2 selects anything: it finds, once,
 * the relations that those are about, with `partitions` each of these too. Its rows have one value: the
 * word of a kind of which nothing is selected, so that its query would have no rows but for what is named.
 * Parameters as above; false: nothing is selected. Caller owns. */
bool catalog_relations_params(const struct expected *expected, const bool *wanted,
                              struct arena *arena, const char *ret_params[CATALOG_PARAMS]);
char *catalog_relations_sql(const char *const params[CATALOG_PARAMS], bool partitions);

/* How deep a kind is read. Of some kinds one property is a text that the server makes anew each time
 * (catalog_prints()), behind locks and at a price: it can be left out, and a fingerprint be read. */
struct catalog_depth {
	bool texts;
	bool prints;
	bool again; /* fingerprints of texts that are never left out, too */
	size_t buckets; /* a power of two: rows come with their bucket and their digest; 0: they do not */
	bool digests; /* instead of rows, one for each bucket that has some: struct catalog_digest */
	const char *only; /* rows of these buckets alone, as array text; NULL: of all */
};
bool catalog_prints(enum kind kind, size_t *ret_property);

/* The query of a kind with the parameters put in as literals; and the same as COPY, for link_copy(). Caller
 * owns. */
char *catalog_rows_sql(enum kind kind, const char *const params[CATALOG_PARAMS],
                       struct catalog_depth depth);
char *catalog_copy_sql(enum kind kind, const char *const params[CATALOG_PARAMS],
                       struct catalog_depth depth);

/* A list of relations, to be asked for instead of what the manifest wants: parameters for a kind that
 * is, or lives on, a relation. Zeroed is empty. */
struct catalog_names {
	struct text schemas;
	struct text names;
	size_t count;
};
void catalog_names_add(struct catalog_names *list, const char *schema, const char *name);
void catalog_names_params(const struct catalog_names *list, struct arena *arena,
                          const char *ret_params[CATALOG_PARAMS]);
void catalog_names_done(struct catalog_names *list);

/* The moment that a snapshot shows, as one text; no row on a standby, where nobody knows. No parameters.
 * While the text stays the same in one session, nothing has changed in any database of the server. */
const char *catalog_moment_sql(void);
#define CATALOG_MOMENT_BYTES 4096

/* What the catalogs say, as one text; no row on a standby, nor where pg_attribute is larger than $1 bytes.
 * While it stays the same, whichever session asks, what the queries of all kinds come to has not changed. */
const char *catalog_gate_sql(void);
#define CATALOG_GATE_BYTES 512

/* How many of the relations $1 name[], $2 name[] (schemas, names) hold nothing that changes without the
 * moment: of those with revisions all must be such, or a moment says nothing. */
const char *catalog_steady_sql(void);

/* One number over what texts name besides their own relations: see struct catalog_print. */
const char *catalog_epoch_sql(void);
#define CATALOG_EPOCH_BYTES 64

/* Who answers: one row for struct catalog_identity. No parameters. */
const char *catalog_identity_sql(void);
struct catalog_identity {
	int version;
	const char *system_identifier; /* or NULL: not allowed to ask */
	const char *database;
	const char *database_oid;
	const char *user;
	bool superuser; /* the user is, or the one that logged in */
	bool in_recovery;
	int64_t started_at; /* wall clock, ms */
	bool deployment;    /* another session has a user's table locked ACCESS EXCLUSIVE */
};
bool catalog_identity(const struct link_row *row, struct arena *arena,
                      struct catalog_identity *ret_identity, struct err *err);

/* Presence of expected relations: $1 name[] schemas, $2 name[] names. Reads
 * information_schema.tables, corrected by pg_class; one row for each pair that is there in pg_class:
 * ordinal (from 1), relkind, and the GRANT that would make it visible, or NULL. */
const char *catalog_presence_sql(void);
void catalog_presence_params(const struct expected *expected, const bool *wanted,
                             struct arena *arena, const char *ret_params[2], size_t **ret_items,
                             size_t *ret_count);
struct catalog_presence {
	size_t ordinal;
	char relkind;
	const char *grant; /* borrowed from the row, or NULL */
};
bool catalog_presence(const struct link_row *row, struct catalog_presence *ret_presence,
                      struct err *err);

/* The query over a revision's column (at most 101 rows: more than 100 are not compared). Caller owns. */
#define CATALOG_REVISION_ROWS 100
char *catalog_revision_sql(const struct revision *revision);

/* Maps the columns of one kind's result by name, once; then each row to an object. */
struct catalog_reader {
	enum kind kind;
	bool mapped;
	int schema, table, name, host, host_kind, ordinal, unreadable; /* columns; -1: not there */
	int fingerprint, lasting, bucket, digest;
	int property[PROPERTY_MAX];
	const char *value[PROPERTY_MAX];
};
void catalog_reader_init(struct catalog_reader *reader, enum kind kind);

/* What the text of an object is made from: while neither `hash` nor the epoch has changed, a text
 * that is `lasting` has not. Zero where no fingerprint was read. */
struct catalog_print {
	uint64_t hash;
	bool lasting; /* told only where the text was read too */
};
struct catalog_print catalog_print(const struct catalog_reader *reader, const struct link_row *row);

/* What rows of a bucket come to: the sum of their digests, and how many they are. Of a row read at a depth
 * with buckets: its own. Two sums that are the same, of as many rows, are of the same rows. */
#define CATALOG_BUCKETS_MAX 1024
struct catalog_digest {
	size_t bucket;
	uint64_t sum;
	size_t count;
};
bool catalog_digest(const struct catalog_reader *reader, const struct link_row *row, size_t buckets,
                    struct catalog_digest *ret_digest, struct err *err);

/* The object borrows from the row and the reader. *ret_unreadable is NULL, or the reason why the
 * properties could not be read ("locked", "moving"). false: the row is not what the query promises. */
bool catalog_row(struct catalog_reader *reader, const struct link_row *row,
                 struct object *ret_object, const char **ret_unreadable, struct err *err);

#endif
