/* The two tables of the command line: its options and its verbs. */
#include "cli/verb_priv.h"

#include <string.h>

const struct argument_info argument_table[] = {
	{ ARGUMENT_CONFIG, 'c', "config", "FILE", false,
	  "the configuration file (" DEFAULT_CONFIG ")" },
	{ ARGUMENT_DSN, '\0', "dsn", "CONNINFO", false,
	  "this database, without a configuration file; all but snapshot need --manifest then" },
	{ ARGUMENT_MANIFEST, '\0', "manifest", "FILE", false,
	  "this manifest instead of the configured one" },
	{ ARGUMENT_TARGET, '\0', "target", "NAME", true,
	  "this target alone; may be given several times" },
	{ ARGUMENT_MODULE, '\0', "module", "NAME", true,
	  "this module alone, or a pattern, or !NAME to leave one out; of snapshot: NAME=PATTERN, "
	  "where tables of such names go; may be given several times" },
	{ ARGUMENT_SCHEMA, '\0', "schema", "NAME", true,
	  "this schema alone, and nothing that lives in none; may be given several times" },
	{ ARGUMENT_OMIT, '\0', "omit", "WHAT", true,
	  "leave out: owner, privilege or comment; may be given several times" },
	{ ARGUMENT_PARTITIONS, '\0', "partitions", NULL, false,
	  "state each partition, too: without, a check takes them as they come and go" },
	{ ARGUMENT_INCLUDE, '\0', "include", "WHAT", true,
	  "on tables that are there, too: columns, constraints, indexes (several between commas)" },
	{ ARGUMENT_SINGLE, '\0', "single-transaction", NULL, false,
	  "one transaction for all, instead of one for each module" },
	{ ARGUMENT_PLAN, '\0', "plan", "FILE", false,
	  "this plan (of plan --format json), and no other: refused if the database has moved" },
	{ ARGUMENT_YES, '\0', "yes", NULL, false, "do not ask" },
	{ ARGUMENT_DRY_RUN, '\0', "dry-run", NULL, false, "show the plan, and run nothing" },
	{ ARGUMENT_FORMAT, '\0', "format", "FORMAT", false, "how the result is written" },
	{ ARGUMENT_MIN_SEVERITY, '\0', "min-severity", "LEVEL", false,
	  "info, warning or critical: from where on a finding counts (info)" },
	{ ARGUMENT_TIMEOUT, 't', "timeout", "SECONDS", false,
	  "when it ends without a verdict: the target is unknown then (1 to 86400; none)" },
	{ ARGUMENT_NO_COLOR, '\0', "no-color", NULL, false, "no colour, on a terminal either" },
	{ ARGUMENT_BY, '\0', "by", "NAME", false, "who says so (the user's name)" },
	{ ARGUMENT_REASON, '\0', "reason", "TEXT", false, "why, for those who read it later" },
	{ ARGUMENT_FOR, '\0', "for", "TIME", false, "for how long: 30min, 2h, 1d" },
	{ ARGUMENT_UNTIL, '\0', "until", "TIME", false, "until when: 2026-11-22T09:00:00Z" },
	{ ARGUMENT_SINCE, '\0', "since", "TIME", false,
	  "from then on: 2026-11-22T09:00:00Z, or 2h (ago)" },
	{ ARGUMENT_FOLLOW, 'f', "follow", NULL, false,
	  "go on with those that come, over restarts, until interrupted" },
	{ ARGUMENT_HELP, 'h', "help", NULL, false, "show this" },
	{ ARGUMENT_VERSION, 'V', "version", NULL, false, "show the version" },
	{ 0, '\0', NULL, NULL, false, NULL },
};

const struct verb verb_table[] = {
	{ .word = "run",
	  .operands = "",
	  .arguments = ARGUMENT_CONFIG,
	  .summary = "watch the targets and answer HTTP, in the foreground",
	  .exits = "0 stopped by a signal, 69 cannot listen",
	  .run = verb_run },
	{ .word = "check",
	  .operands = "",
	  .arguments = ARGUMENT_CONFIG | ARGUMENT_DSN | ARGUMENT_MANIFEST | ARGUMENT_TARGET |
	               ARGUMENT_MODULE | ARGUMENT_FORMAT | ARGUMENT_MIN_SEVERITY |
	               ARGUMENT_TIMEOUT | ARGUMENT_NO_COLOR,
	  .formats = FORMAT_TEXT | FORMAT_JSON | FORMAT_NAGIOS,
	  .summary = "check the targets once and report",
	  .exits = "0 in sync, 1 drift of at most warning, 2 critical drift, 3 unknown",
	  .run = verb_check },
	{ .word = "plan",
	  .operands = "",
	  .arguments = ARGUMENT_CONFIG | ARGUMENT_DSN | ARGUMENT_MANIFEST | ARGUMENT_TARGET |
	               ARGUMENT_MODULE | ARGUMENT_INCLUDE | ARGUMENT_SINGLE | ARGUMENT_FORMAT |
	               ARGUMENT_NO_COLOR,
	  .formats = FORMAT_TEXT | FORMAT_SQL | FORMAT_JSON,
	  .summary = "show the SQL that would create what is missing; runs nothing",
	  .exits = "0 nothing to do, 2 something to do, or refused, 3 the database was not read",
	  .run = verb_plan },
	{ .word = "apply",
	  .operands = "",
	  .arguments = ARGUMENT_CONFIG | ARGUMENT_DSN | ARGUMENT_MANIFEST | ARGUMENT_TARGET |
	               ARGUMENT_MODULE | ARGUMENT_INCLUDE | ARGUMENT_SINGLE | ARGUMENT_PLAN |
	               ARGUMENT_YES | ARGUMENT_DRY_RUN | ARGUMENT_NO_COLOR,
	  .summary = "create what is missing, after showing it; nothing is dropped or changed",
	  .exits = "0 done, or nothing to do, 2 something is refused, 3 something failed and was "
	           "rolled back",
	  .run = verb_apply },
	{ .word = "snapshot",
	  .operands = "",
	  .arguments = ARGUMENT_CONFIG | ARGUMENT_DSN | ARGUMENT_TARGET | ARGUMENT_SCHEMA |
	               ARGUMENT_MODULE | ARGUMENT_OMIT | ARGUMENT_PARTITIONS | ARGUMENT_TIMEOUT,
	  .summary = "write a complete manifest of a live database, but for its partitions",
	  .exits = "0 all of it was read, 3 something could not be read: nothing is written",
	  .run = verb_snapshot },
	{ .word = "diff",
	  .operands = "EXPECTED OBSERVED",
	  .operands_min = 2,
	  .operands_max = 2,
	  .arguments = ARGUMENT_FORMAT | ARGUMENT_MIN_SEVERITY | ARGUMENT_NO_COLOR,
	  .formats = FORMAT_TEXT | FORMAT_JSON,
	  .summary = "compare a manifest with another one that stands for a database",
	  .exits = "0 the same, 2 they differ, 3 the second one does not speak of everything",
	  .run = verb_diff },
	{ .word = "normalize",
	  .operands = "MANIFEST",
	  .operands_min = 1,
	  .operands_max = 1,
	  .arguments = ARGUMENT_CONFIG | ARGUMENT_DSN | ARGUMENT_TARGET | ARGUMENT_TIMEOUT,
	  .summary =
	          "write a manifest in PostgreSQL's spelling, by creating all of it and rolling back",
	  .exits = "0 done, 3 something is refused, or could not be read: nothing is written",
	  .run = verb_normalize },
	{ .word = "validate",
	  .operands = "",
	  .arguments = ARGUMENT_CONFIG | ARGUMENT_MANIFEST,
	  .summary =
	          "check the configuration and its manifests, or one manifest, without a database",
	  .exits = "0 all is well",
	  .run = verb_validate },
	{ .word = "hook",
	  .operands = "test NAME",
	  .operands_min = 2,
	  .operands_max = 2,
	  .arguments = ARGUMENT_CONFIG,
	  .summary = "send a test event to one hook or webhook, now and once",
	  .exits = "0 done, 1 not delivered, 75 it asks to be tried again",
	  .run = verb_hook },
	{ .word = "ack",
	  .operands = "FINDING",
	  .operands_min = 1,
	  .operands_max = 1,
	  .arguments = ARGUMENT_CONFIG | ARGUMENT_BY | ARGUMENT_REASON | ARGUMENT_FOR |
	               ARGUMENT_UNTIL | ARGUMENT_FORMAT,
	  .formats = FORMAT_TEXT | FORMAT_JSON,
	  .summary = "acknowledge a finding, as it is now: it is not told any more",
	  .exits = "0 done, 1 no such finding, or several, 69 no daemon answers",
	  .run = verb_ack },
	{ .word = "silence",
	  .operands = "",
	  .arguments = ARGUMENT_CONFIG | ARGUMENT_TARGET | ARGUMENT_BY | ARGUMENT_REASON |
	               ARGUMENT_FOR | ARGUMENT_UNTIL | ARGUMENT_FORMAT,
	  .formats = FORMAT_TEXT | FORMAT_JSON,
	  .summary = "tell nothing of a target for a time, of a deployment say",
	  .exits = "0 done, 1 no such target, 69 no daemon answers",
	  .run = verb_silence },
	{ .word = "mutes",
	  .operands = "",
	  .arguments = ARGUMENT_CONFIG | ARGUMENT_FORMAT,
	  .formats = FORMAT_TEXT | FORMAT_JSON,
	  .summary = "list the acknowledgements and silences in force",
	  .exits = "0, 69 no daemon answers",
	  .run = verb_mutes },
	{ .word = "unmute",
	  .operands = "NUMBER",
	  .operands_min = 1,
	  .operands_max = 1,
	  .arguments = ARGUMENT_CONFIG,
	  .summary = "take an acknowledgement or a silence back",
	  .exits = "0 done, 1 there is none of that number, 69 no daemon answers",
	  .run = verb_unmute },
	{ .word = "events",
	  .operands = "",
	  .arguments = ARGUMENT_CONFIG | ARGUMENT_TARGET | ARGUMENT_SINCE | ARGUMENT_FOLLOW |
	               ARGUMENT_FORMAT,
	  .formats = FORMAT_TEXT | FORMAT_JSON,
	  .summary = "show what people were told, and what they are told from now on",
	  .exits = "0, 69 no daemon answers",
	  .run = verb_events },
	{ .word = "schema",
	  .operands = "manifest|report",
	  .operands_min = 1,
	  .operands_max = 1,
	  .summary = "print the JSON Schema of manifests or of reports",
	  .exits = "0",
	  .run = verb_schema },
	{ .word = "version",
	  .operands = "",
	  .summary = "print the version, and those of its libraries",
	  .exits = "0",
	  .run = verb_version },
	{ .word = "help",
	  .operands = "[VERB|options|kinds|metrics]",
	  .operands_max = 1,
	  .arguments = ARGUMENT_FORMAT,
	  .formats = FORMAT_TEXT | FORMAT_MARKDOWN,
	  .summary = "explain the program, a verb, the options, what is compared, or the metrics",
	  .exits = "0",
	  .run = verb_help },
	{ .word = NULL },
};

const struct verb *
verb_find(const char *word)
{
	for (const struct verb *verb = verb_table; verb->word != NULL; verb++) {
		if (strcmp(verb->word, word) == 0)
			return verb;
	}
	return NULL;
}

const char *
format_word(enum format format)
{
	switch (format) {
	case FORMAT_TEXT:
		return "text";
	case FORMAT_JSON:
		return "json";
	case FORMAT_NAGIOS:
		return "nagios";
	case FORMAT_MARKDOWN:
		return "markdown";
	case FORMAT_SQL:
		return "sql";
	}
	return "";
}
