/* The verbs, and what they share. */
#ifndef CLI_VERB_PRIV_H
#define CLI_VERB_PRIV_H

#include "cli/arguments.h"
#include "cli/cli.h"
#include "daemon/config.h"

int verb_run(const struct arguments *arguments, struct text *out);
int verb_check(const struct arguments *arguments, struct text *out);
int verb_plan(const struct arguments *arguments, struct text *out);
int verb_apply(const struct arguments *arguments, struct text *out);
int verb_snapshot(const struct arguments *arguments, struct text *out);
int verb_diff(const struct arguments *arguments, struct text *out);
int verb_normalize(const struct arguments *arguments, struct text *out);
int verb_validate(const struct arguments *arguments, struct text *out);
int verb_hook(const struct arguments *arguments, struct text *out);
int verb_ack(const struct arguments *arguments, struct text *out);
int verb_silence(const struct arguments *arguments, struct text *out);
int verb_mutes(const struct arguments *arguments, struct text *out);
int verb_unmute(const struct arguments *arguments, struct text *out);
int verb_events(const struct arguments *arguments, struct text *out);
int verb_schema(const struct arguments *arguments, struct text *out);
int verb_version(const struct arguments *arguments, struct text *out);
int verb_help(const struct arguments *arguments, struct text *out);

/* `help kinds`, `help metrics`. */
void help_kinds(enum format format, struct text *out);
void help_metrics(enum format format, struct text *out);

/* "pgdriftd: " and the message to stderr, on one line, without control characters. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same for an error, in the way that the format asks for: on stderr, for a usage error with the
 * verb's usage; with nagios besides as one UNKNOWN line in `out`. Returns the exit code. */
int fail(const struct verb *verb, bool nagios, const struct err *err, struct text *out);

/* Whether stderr is a terminal on which a line can be written over; stdout one that takes colour. */
bool shows_progress(void);
bool wants_colour(const struct arguments *arguments);

/* One check of every target, at once, reports on the board; `timeout_ms` 0: as long as it takes. Moves
 * the targets out of the configuration. */
bool check_once(struct config *config, int64_t timeout_ms, struct board *board, struct err *err);

/* Whether the arguments say in one way only which databases are meant. ERR_USAGE. */
bool check_dsn(const struct arguments *arguments, struct err *err);

/* Writes to stdout now, and empties it. false: somebody was told why, and there is nothing left to do. */
bool put_out(struct text *out);

/* The configuration that the arguments ask for; its warnings go to stderr. */
bool load_config(const struct arguments *arguments, struct config **ret_config, struct err *err);

/* The same with `expected` in place of all manifests; --module means something else then. */
bool load_config_with(const struct arguments *arguments, struct expected *expected,
                      struct config **ret_config, struct err *err);

#endif
