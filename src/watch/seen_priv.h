/* What the files of the record share. */
#ifndef WATCH_SEEN_PRIV_H
#define WATCH_SEEN_PRIV_H

#include "base/arena.h"
#include "watch/seen.h"

struct seen_table {
	const char *schema;
	const char *name;
};

struct seen {
	char *target;
	char *path; /* NULL: nothing is kept */
	bool durable;
	const struct expected *expected;
	struct arena arena; /* of the strings below */
	const char *system_identifier;
	const char *database;
	const char *database_oid; /* NULL: no database was met yet */
	bool *before;             /* per item */
	bool *there;              /* per item, at the last good check */
	bool *modules;            /* per module */
	/* Of other manifests than this one: they stay in the record. */
	struct seen_table *other_tables;
	size_t other_table_count;
	const char **other_modules;
	size_t other_module_count;
	bool presume; /* there was no record where one should be, and no database was met since */
	bool dirty;   /* something is not on disk yet */
	unsigned broken;
	struct err failure; /* of the last write */
};

/* Fills in what the file holds. false: there is none, or it was set aside; *ret_lost says which. */
bool seen_read(struct seen *seen, bool *ret_lost);

/* Writes what is remembered: seen->dirty and seen->failure say what came of it. */
void seen_write(struct seen *seen);

void seen_add_table(struct seen *seen, const char *schema, const char *name);
void seen_add_module(struct seen *seen, const char *name);

#endif
