/* An object of a database: kind, identity, and named properties in PostgreSQL's own spelling.
 * What is expected and what is observed use the same struct. */
#ifndef MODEL_OBJECT_H
#define MODEL_OBJECT_H

#include "base/arena.h"
#include "base/text.h"
#include "model/kind.h"

#include <stdint.h>

/* Identity is kind, schema, table and name. What lives on something that is no relation says so in
 * its name ("app_ro EXECUTE on function f(integer)"): object_guest_name(). */
struct object {
	enum kind kind;
	const char *schema; /* NULL for a kind that lives in no schema */
	const char *table;  /* the relation it lives on; for a relation its own name; else NULL */
	const char *name;   /* of a routine with its input types: "f(integer,text)" */
	/* What it lives on, where that is no relation: no part of the identity. */
	const char *host; /* its name, or NULL */
	enum kind host_kind;
	uint32_t ordinal;   /* its place among its siblings, from 1; 0 where the kind knows none */
	uint32_t stated;    /* bit i: property i is stated; all are in what a database has */
	const char **value; /* one per property of the kind: canonical text; NULL: null */
};

/* Identity as one 64-bit hash, and whether two identities are the same (bytes, no folding). */
uint64_t object_hash(enum kind kind, const char *schema, const char *table, const char *name);
bool object_is(const struct object *object, enum kind kind, const char *schema, const char *table,
               const char *name);

/* Appends the name of what lives on an object that is no relation: "app_ro SELECT on column email". */
void object_guest_name(const char *name, enum kind host_kind, const char *host, struct text *out);

/* Of a routine the name without its input types, of an operator class without its access method. */
const char *object_own_name(enum kind kind, const char *name, struct arena *arena);

/* The subtype's word ("primary_key"), or NULL. */
const char *object_subtype(const struct object *object);

/* For people: `table public.events`, `column public.events.id`, `index ix of public.events`,
 * `type public.state`, `function public.f(integer)`, `schema app`: quoted where PostgreSQL would
 * quote; `privilege app_ro SELECT of public.events`. */
void object_describe(enum kind kind, const char *schema, const char *table, const char *name,
                     struct text *out);

/* Room for the values of a kind, all null. */
const char **object_values(struct arena *arena, enum kind kind);

/* A copy whose strings live in the arena. */
struct object *object_copy(struct arena *arena, const struct object *object);

#endif
