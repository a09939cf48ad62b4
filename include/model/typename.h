/* Type names as people write them, made what format_type() writes under an empty search_path. */
#ifndef MODEL_TYPENAME_H
#define MODEL_TYPENAME_H

#include "base/err.h"
#include "base/text.h"

#include <stdbool.h>

/* Appends the canonical spelling: "varchar(36)[3]" becomes "character varying(36)[]", "timestamptz"
 * "timestamp with time zone", "char" "character(1)". Names that are not PostgreSQL's own short ones
 * ("uuid", "public.event_state", "geometry(Point,4326)") only lose capitals outside quotes,
 * needless quotes and blanks; what does not look like a type name goes through byte for byte.
 *
 * Errors (ERR_MANIFEST; `out` is left as it was): nothing, serial and its kin, and modifiers that
 * the type does not take ("int(11)", "varchar(0)"). The message says what to write instead. */
bool typename_canonical(const char *spelling, struct text *out, struct err *err);

#endif
