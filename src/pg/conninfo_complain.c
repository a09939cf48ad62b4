/* What is wrong with a connection string, in words that cannot give a password away. libpq's own
 * text quotes the string, or the part that it stopped at, which is often a part of the password. */
#include "conninfo_priv.h"

#include <ctype.h>
#include <libpq-fe.h>
#include <string.h>

#define KEYWORD_BYTES 40
#define BLANKS        " \t\r\n\f\v"

/* libpq's complaints about URIs by how they begin, and ours. Any part of a URI may be a part of a
 * password that was not percent-encoded, so none is quoted. */
static const struct {
	const char *begins;
	const char *says;
} uri_complaints[] = {
	{ "end of string reached when looking for", "an IPv6 address lacks its \"]\"" },
	{ "IPv6 host address may not be empty", "an IPv6 address is empty" },
	{ "unexpected character", "an unexpected character behind a host" },
	{ "extra key/value separator", "a parameter has a second \"=\"" },
	{ "missing key/value separator", "a parameter lacks its \"=\"" },
	{ "invalid URI query parameter", "a parameter is unknown" },
	{ "invalid percent-encoded token", "a \"%\" is not followed by two hexadecimal digits" },
	{ "forbidden value %00", "%00 is not allowed" },
};

static const PQconninfoOption *
find_option(const PQconninfoOption *options, const char *keyword)
{
	while (options->keyword != NULL && strcmp(options->keyword, keyword) != 0)
		options++;
	return options->keyword != NULL ? options : NULL;
}

/* Reads up to "=", a blank or the end, cut to the size of `keyword`. */
static void
read_keyword(const char **at, char keyword[KEYWORD_BYTES])
{
	size_t length = 0;

	*at += strspn(*at, BLANKS);
	for (; **at != '\0' && **at != '=' && !isspace((unsigned char)**at); ++*at) {
		if (length < KEYWORD_BYTES - 1)
			keyword[length++] = **at;
	}
	keyword[length] = '\0';
	*at += strspn(*at, BLANKS);
}

/* A value with its quotes, as PQconninfoParse() reads it; false where it does not end. */
static bool
skip_value(const char **at)
{
	bool quoted;

	*at += strspn(*at, BLANKS);
	quoted = **at == '\'';
	*at += quoted;
	while (**at != '\0' && (quoted ? **at != '\'' : !isspace((unsigned char)**at)))
		*at += **at == '\\' && (*at)[1] != '\0' ? 2 : 1;
	if (quoted && **at == '\0')
		return false;
	*at += quoted;
	return true;
}

static bool
is_word(const char *keyword)
{
	return keyword[0] != '\0' && strlen(keyword) < KEYWORD_BYTES - 1 &&
	       keyword[strspn(keyword, "abcdefghijklmnopqrstuvwxyz_")] == '\0';
}

static bool
complain_after(const char *what, const char *before, struct err *err)
{
	if (before == NULL)
		return err_set(err, ERR_CONFIG, "connection string: %s", what);
	return err_set(err, ERR_CONFIG,
	               "connection string: %s after the value of \"%s\" (a value with spaces needs "
	               "quotes)",
	               what, before);
}

/* Walks over what is right, keyword by keyword, to what is wrong. `options` are libpq's. An unknown
 * keyword is quoted only if it looks like one and no password stands before it. */
static bool
complain_at_keyword(const char *verbatim, const PQconninfoOption *options, struct err *err)
{
	const char *at = verbatim;
	const char *before = NULL;
	bool secret_seen = false;

	while (at[strspn(at, BLANKS)] != '\0') {
		char keyword[KEYWORD_BYTES];
		const PQconninfoOption *option;

		read_keyword(&at, keyword);
		option = find_option(options, keyword);
		if (*at != '=')
			return complain_after("a word without \"=\"", before, err);
		at++;
		if (option == NULL && is_word(keyword) && !secret_seen)
			return err_set(err, ERR_CONFIG, "connection string: unknown keyword \"%s\"",
			               keyword);
		if (option == NULL)
			return complain_after("an unknown keyword", before, err);
		if (!skip_value(&at))
			return err_set(err, ERR_CONFIG,
			               "connection string: the quoted value of \"%s\" does not end",
			               option->keyword);
		before = option->keyword;
		secret_seen |= strchr(option->dispchar, '*') != NULL;
	}
	return err_set(err, ERR_CONFIG, "connection string: not in libpq's form");
}

bool
conninfo_complain(const char *verbatim, const char *complaint, struct err *err)
{
	PQconninfoOption *options;

	if (strncmp(verbatim, "postgresql://", 13) == 0 ||
	    strncmp(verbatim, "postgres://", 11) == 0) {
		for (size_t i = 0; i < sizeof uri_complaints / sizeof *uri_complaints; i++) {
			const char *begins = uri_complaints[i].begins;

			if (complaint != NULL && strncmp(complaint, begins, strlen(begins)) == 0)
				return err_set(err, ERR_CONFIG, "connection URI: %s",
				               uri_complaints[i].says);
		}
		return err_set(err, ERR_CONFIG, "connection URI: not in libpq's form");
	}
	options = PQconninfoParse("", NULL);
	if (options == NULL)
		return err_set(err, ERR_CONFIG, "connection string: not in libpq's form");
	complain_at_keyword(verbatim, options, err);
	PQconninfoFree(options);
	return false;
}
