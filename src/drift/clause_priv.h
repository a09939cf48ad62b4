/* SQL text from a manifest, taken only where it is one clause: sound by the tokens of SQL, and of a
 * shape that is known. What stands within its parentheses is for the server to judge. */
#ifndef DRIFT_CLAUSE_PRIV_H
#define DRIFT_CLAUSE_PRIV_H

#include "base/arena.h"

#include <stdbool.h>

/* Why the text cannot stand within a statement, as in "it holds a comment"; NULL where it can:
 * quotes are closed, parentheses and brackets balanced, and outside quotes there is no semicolon,
 * comment, backslash (psql's commands) or parameter. What may be read in two ways is refused too: U&,
 * two literals side by side (the second goes on in the first one's quoting), a quote right behind a
 * word. */
const char *clause_unsound(const char *text);

/* The same of a statement that makes a routine: its body may be SQL of its own, BEGIN ATOMIC ... END with
 * semicolons in between, and then nothing follows it. */
const char *clause_unsound_routine(const char *text);

/* The same, and the text must look like the name of a type: a name, qualified or not, modifiers in
 * parentheses, brackets; several words only where they are the server's own. */
const char *clause_untype(const char *text);

/* As the text means it: without quotes, or in small letters. */
struct clause_name {
	const char *schema; /* NULL: not qualified */
	const char *name;
};

/* Takes sound text by a pattern of words with one blank between: a keyword (any case), "()" for a
 * pair of parentheses with all that is in it, "@" for a name that may be qualified, "'" for
 * a string, "*" for whatever
 * is left, but something. False leaves *at where it was. `ret_names` has room for every "@"; the names
 * live in the arena. */
bool clause_take(const char **at, const char *pattern, struct arena *arena,
                 struct clause_name *ret_names);

/* Nothing is left. */
bool clause_ends(const char *at);

#endif
