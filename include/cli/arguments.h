/* argv read by two tables, that of the options and that of the verbs; both are the help as well. */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include "base/err.h"
#include "base/text.h"
#include "model/kind.h"

#include <stddef.h>
#include <stdint.h>

/* Options, as bits of a mask. */
enum argument {
	ARGUMENT_CONFIG = 1 << 0,
	ARGUMENT_DSN = 1 << 1,
	ARGUMENT_MANIFEST = 1 << 2,
	ARGUMENT_TARGET = 1 << 3,
	ARGUMENT_MODULE = 1 << 4,
	ARGUMENT_FORMAT = 1 << 5,
	ARGUMENT_MIN_SEVERITY = 1 << 6,
	ARGUMENT_TIMEOUT = 1 << 7,
	ARGUMENT_NO_COLOR = 1 << 8,
	ARGUMENT_HELP = 1 << 9,
	ARGUMENT_VERSION = 1 << 10,
	ARGUMENT_SCHEMA = 1 << 11,
	ARGUMENT_OMIT = 1 << 12,
	ARGUMENT_BY = 1 << 13,
	ARGUMENT_REASON = 1 << 14,
	ARGUMENT_FOR = 1 << 15,
	ARGUMENT_UNTIL = 1 << 16,
	ARGUMENT_SINCE = 1 << 17,
	ARGUMENT_FOLLOW = 1 << 18,
	ARGUMENT_INCLUDE = 1 << 19,
	ARGUMENT_SINGLE = 1 << 20,
	ARGUMENT_YES = 1 << 21,
	ARGUMENT_DRY_RUN = 1 << 22,
	ARGUMENT_PLAN = 1 << 23,
	ARGUMENT_PARTITIONS = 1 << 24
};

struct argument_info {
	enum argument argument;
	char letter;       /* '\0': none */
	const char *word;  /* after "--" */
	const char *value; /* what stands for its value in the help; NULL: it takes none */
	bool repeatable;
	const char *help;
};

extern const struct argument_info argument_table[]; /* ends with a NULL word */

enum format {
	FORMAT_TEXT = 1 << 0,
	FORMAT_JSON = 1 << 1,
	FORMAT_NAGIOS = 1 << 2,
	FORMAT_MARKDOWN = 1 << 3,
	FORMAT_SQL = 1 << 4
};

struct arguments;

/* One thing that the program can do. `run` returns an exit code; what it has to say goes to `out`,
 * which is written to stdout when it has returned, and errors to stderr. */
struct verb {
	const char *word;
	const char *operands; /* for the help; "" where there are none */
	size_t operands_min, operands_max;
	unsigned arguments; /* the options that it takes, besides --help */
	unsigned formats;   /* the first of them is the default; 0: no --format */
	const char *summary;
	const char *exits; /* exit codes, for the help */
	int (*run)(const struct arguments *arguments, struct text *out);
};

extern const struct verb verb_table[]; /* ends with a NULL word */

#define DEFAULT_CONFIG "/etc/pgdriftd/pgdriftd.ini"

struct arguments {
	const struct verb *verb; /* NULL: none was given, or it is not known */
	unsigned given;          /* mask of enum argument */
	const char *config;      /* DEFAULT_CONFIG where none is given */
	char *dsn;               /* a copy of our own; NULL where none is given */
	const char *manifest;
	const char **targets;
	size_t target_count;
	const char **modules;
	size_t module_count;
	const char **schemas;
	size_t schema_count;
	const char **omits;
	size_t omit_count;
	enum format format;
	enum severity minimum;
	int64_t timeout_ms;                               /* 0: none */
	const char *by, *reason, *length, *until, *since; /* NULL where they are not given */
	const char **includes;
	size_t include_count;
	const char *plan; /* NULL where none is given */
	const char **operands;
	size_t operand_count;
};

/* Reads argv[1] and what follows; strings are borrowed from argv, but for --dsn, which is copied and
 * overwritten there with 'x'. false: ERR_USAGE, and what was understood so far stands in
 * *ret_arguments. To be freed with arguments_done() either way. Messages repeat names of options and
 * verbs only, never values. */
bool arguments_read(int argc, char **argv, struct arguments *ret_arguments, struct err *err);
void arguments_done(struct arguments *arguments);

/* The verb of that name, or NULL. */
const struct verb *verb_find(const char *word);

/* "text", "json", ... */
const char *format_word(enum format format);

/* How to call a verb: one line, then its options, formats and exit codes. NULL: all verbs. */
void usage_write(const struct verb *verb, struct text *out);

#endif
