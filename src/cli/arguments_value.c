/* The value of one option, made what it stands for. */
#include "base/arena.h"
#include "base/stamp.h"
#include "cli/arguments_priv.h"

#include <stdlib.h>
#include <string.h>

#define TIMEOUT_SECONDS_MAX 86400

static bool
take_format(struct arguments *arguments, const char *value, struct err *err)
{
	for (unsigned bit = FORMAT_TEXT; bit <= FORMAT_SQL; bit <<= 1) {
		if (strcmp(format_word((enum format)bit), value) == 0) {
			arguments->format = (enum format)bit;
			return true;
		}
	}
	return err_set(err, ERR_USAGE, "--format: must be text, json, sql, nagios or markdown");
}

static bool
take_timeout(struct arguments *arguments, const char *value, struct err *err)
{
	char *end;
	long seconds = *value >= '0' && *value <= '9' ? strtol(value, &end, 10) : 0;

	if (seconds < 1 || seconds > TIMEOUT_SECONDS_MAX || *end != '\0')
		return err_set(err, ERR_USAGE,
		               "--timeout: must be a number of seconds from 1 to %d",
		               TIMEOUT_SECONDS_MAX);
	arguments->timeout_ms = seconds * 1000;
	return true;
}

/* A time, a length of time, or for --since either. */
static bool
take_time(struct arguments *arguments, enum argument argument, const char *value, struct err *err)
{
	int64_t ms;
	bool time = clock_stamp_read(value, &ms), length = duration_read(value, &ms);

	if (argument == ARGUMENT_FOR && !length)
		return err_set(err, ERR_USAGE, "--for: must be a number and ms, s, min, h or d");
	if (argument == ARGUMENT_UNTIL && !time)
		return err_set(err, ERR_USAGE, "--until: must be like 2026-11-22T09:00:00Z");
	if (argument == ARGUMENT_SINCE && !time && !length)
		return err_set(err, ERR_USAGE,
		               "--since: must be like 2026-11-22T09:00:00Z, or 2h (ago)");
	*(argument == ARGUMENT_FOR     ? &arguments->length
	  : argument == ARGUMENT_UNTIL ? &arguments->until
	                               : &arguments->since) = value;
	return true;
}

void
arguments_take_dsn(struct arguments *arguments, char *value)
{
	free(arguments->dsn);
	arguments->dsn = mem_strdup(value);
	memset(value, 'x', strlen(value));
}

static bool
take_word(const char **words, size_t *count, const char *word)
{
	words[(*count)++] = word;
	return true;
}

bool
arguments_take(struct arguments *arguments, enum argument argument, char *value, struct err *err)
{
	if (value == NULL)
		return true; /* that it is given says all */
	switch (argument) {
	case ARGUMENT_CONFIG:
		arguments->config = value;
		return true;
	case ARGUMENT_DSN:
		arguments_take_dsn(arguments, value);
		return true;
	case ARGUMENT_MANIFEST:
		arguments->manifest = value;
		return true;
	case ARGUMENT_TARGET:
		return take_word(arguments->targets, &arguments->target_count, value);
	case ARGUMENT_MODULE:
		return take_word(arguments->modules, &arguments->module_count, value);
	case ARGUMENT_SCHEMA:
		return take_word(arguments->schemas, &arguments->schema_count, value);
	case ARGUMENT_OMIT:
		return take_word(arguments->omits, &arguments->omit_count, value);
	case ARGUMENT_FORMAT:
		return take_format(arguments, value, err);
	case ARGUMENT_MIN_SEVERITY:
		if (!severity_from_word(value, &arguments->minimum))
			return err_set(err, ERR_USAGE,
			               "--min-severity: must be info, warning or critical");
		return true;
	case ARGUMENT_TIMEOUT:
		return take_timeout(arguments, value, err);
	case ARGUMENT_BY:
		arguments->by = value;
		return true;
	case ARGUMENT_REASON:
		arguments->reason = value;
		return true;
	case ARGUMENT_FOR:
	case ARGUMENT_UNTIL:
	case ARGUMENT_SINCE:
		return take_time(arguments, argument, value, err);
	case ARGUMENT_INCLUDE:
		return take_word(arguments->includes, &arguments->include_count, value);
	case ARGUMENT_PLAN:
		arguments->plan = value;
		return true;
	case ARGUMENT_SINGLE:
	case ARGUMENT_YES:
	case ARGUMENT_DRY_RUN:
	case ARGUMENT_PARTITIONS:
	case ARGUMENT_NO_COLOR:
	case ARGUMENT_FOLLOW:
	case ARGUMENT_HELP:
	case ARGUMENT_VERSION:
		break;
	}
	return true;
}
