/* The streaming comparison: rows of the server are compared as they arrive and forgotten; what was
 * expected and not seen is missing. One walk for all kinds. Memory: one byte per expected object,
 * and the drift. */
#ifndef DRIFT_COMPARE_H
#define DRIFT_COMPARE_H

#include "drift/drift.h"
#include "drift/select.h"

struct compare;

/* `expected` and `selection` are borrowed and outlive the comparison. */
struct compare *compare_new(const struct expected *expected, const struct selection *selection);
void compare_free(struct compare *compare);

/* Who is compared, as server_version_num: what another major than the manifest's brings by itself weighs
 * less. 0, or never told: the same one. */
void compare_server(struct compare *compare, int version);

/* Strings that are told, here and below, are copied where they are kept. */

/* What the presence query says of one expected table. `relkind` is pg_class.relkind, or '\0' where
 * there is no such relation. `grant` is NULL if this role has a privilege on it, else the GRANT
 * that would make it visible in information_schema. A missing schema is no presence of its own. */
void compare_presence(struct compare *compare, size_t item, char relkind, const char *grant);

/* One object of the server. Compared if it is expected and selected; in a complete manifest a drift
 * if it is in scope, not expected, and what it lives on is expected; else passed over. One that comes
 * again (a reading that was begun anew) counts once. Whether it left nothing behind but that it is there:
 * then, while it and the manifest stay the same, compare_as_before() says as much of an expected one, and
 * compare_passed_over() of so many others. `ordinal` is the object's. */
bool compare_observed(struct compare *compare, const struct object *observed);
void compare_as_before(struct compare *compare, size_t item, uint32_t ordinal);
void compare_passed_over(struct compare *compare, size_t count);

/* Before that, of a property that costs much to read: whether the comparison of the object would look at
 * it (`item`: what is expected of it, or EXPECTED_NONE), and whether it would agree with the value. */
size_t compare_item(struct compare *compare, const struct object *observed);
bool compare_looks(const struct compare *compare, const struct object *observed, size_t item,
                   size_t property);
bool compare_agrees(const struct compare *compare, size_t item, size_t property, const char *value);

/* An object, or with NULLs more than one, could not be read (struct unknown): what is expected there
 * and not seen is then unknown, never missing. */
void compare_unknown(struct compare *compare, const struct unknown *unknown);

/* All objects of the kind have been given: what is expected and was not seen is missing. A kind for
 * which this is never called is unknown as a whole. */
void compare_kind_done(struct compare *compare, enum kind kind);

/* The rows of a revision's column (at most 100); `table_missing` if its table is not there. */
void compare_revision(struct compare *compare, size_t revision, const char *const *rows,
                      size_t count, bool table_missing);

/* The module was there at an earlier check: if it is optional and wholly absent now, that is no choice
 * but a loss, and a missing drift of kind `module`. */
void compare_seen(struct compare *compare, size_t module);

/* Draws the conclusions: missing, module states, revisions, folding, severities, ignore rules
 * (`target` and `today`, "2026-11-22", decide what they match). The outcome and all its strings
 * live in the arena. To be called once. The outcome does not depend on the order of the calls. */
struct outcome *compare_finish(struct compare *compare, const char *target, const char *today,
                               struct arena *arena);

#endif
