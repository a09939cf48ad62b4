#include "base/err.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#undef err_set
#undef err_set_sqlstate
#undef err_prefix

/* clang-format off */
static const char *const words[ERR_CODES] = {
	[ERR_NONE] = "none",
	[ERR_USAGE] = "usage",
	[ERR_CONFIG] = "config",
	[ERR_MANIFEST] = "manifest",
	[ERR_IO] = "io",
	[ERR_RESOLVE] = "resolve",
	[ERR_CONNECT] = "connect",
	[ERR_AUTH] = "auth",
	[ERR_TLS] = "tls",
	[ERR_SERVER] = "server",
	[ERR_TIMEOUT] = "timeout",
	[ERR_PROTOCOL] = "protocol",
	[ERR_PARTIAL] = "partial",
	[ERR_STALE] = "stale",
};
/* clang-format on */

/* An invalid conversion or more than INT_MAX bytes: the error itself must survive that. */
static void
format_failed(char ret_text[ERR_MESSAGE_BYTES])
{
	static const char failed[] = "(the message could not be formatted)";

	memcpy(ret_text, failed, sizeof failed);
}

/* Formats into the message's size, cut at the end of a character. */
__attribute__((format(printf, 2, 0))) static void
format_cut(char ret_text[ERR_MESSAGE_BYTES], const char *format, va_list arguments)
{
	int needed = vsnprintf(ret_text, ERR_MESSAGE_BYTES, format, arguments);

	if (needed < 0)
		format_failed(ret_text);
	else if (needed >= ERR_MESSAGE_BYTES)
		ret_text[utf8_whole(ret_text, ERR_MESSAGE_BYTES - 1)] = '\0';
}

__attribute__((format(printf, 4, 0))) static void
set(struct err *err, enum err_code code, const char *sqlstate, const char *format,
    va_list arguments)
{
	assert(code > ERR_NONE && code < ERR_CODES);
	if (err == NULL || err->code != ERR_NONE)
		return;
	err->code = code;
	err->sqlstate[0] = '\0';
	if (sqlstate != NULL)
		snprintf(err->sqlstate, sizeof err->sqlstate, "%.5s", sqlstate);
	format_cut(err->message, format, arguments);
}

bool
err_set(struct err *err, enum err_code code, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	set(err, code, NULL, format, arguments);
	va_end(arguments);
	return false;
}

bool
err_set_sqlstate(struct err *err, enum err_code code, const char *sqlstate, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	set(err, code, sqlstate, format, arguments);
	va_end(arguments);
	return false;
}

/* The prefix says where, the message says what: when both are too long, the message's end goes. */
bool
err_prefix(struct err *err, const char *format, ...)
{
	char prefix[ERR_MESSAGE_BYTES];
	struct err old;
	va_list arguments;

	if (err == NULL || err->code == ERR_NONE)
		return false;
	va_start(arguments, format);
	format_cut(prefix, format, arguments);
	va_end(arguments);
	old = *err;
	err->code = ERR_NONE;
	return err_set_sqlstate(err, old.code, old.sqlstate, "%s: %s", prefix, old.message);
}

const char *
err_word(enum err_code code)
{
	assert(code < ERR_CODES);
	return words[code];
}
