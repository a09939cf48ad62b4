/* What the server and libpq say, made into errors: classified, one line, without secrets. */
#include "link_priv.h"

#include "base/text.h"
#include "conninfo_priv.h"

#include <assert.h>
#include <string.h>

#define SQLSTATE_LENGTH ((size_t)5)

struct link_secrets
link_secrets(const struct link *link)
{
	const char *used = link->conn == NULL ? NULL : PQpass(link->conn);
	struct link_secrets secrets = { 0 };

	for (size_t i = 0; i < link->conninfo->count; i++) {
		if (link->conninfo->secret[i] && secrets.count < LINK_SECRETS - 1)
			secrets.secret[secrets.count++] = link->conninfo->value[i];
	}
	/* From a password file, for one. */
	if (used != NULL && used[0] != '\0')
		secrets.secret[secrets.count++] = used;
	return secrets;
}

/* The length of the longest secret that `at` begins with, or 0. */
static size_t
secret_at(const char *at, const struct link_secrets *secrets)
{
	size_t longest = 0;

	for (size_t i = 0; i < secrets->count; i++) {
		size_t length = strlen(secrets->secret[i]);

		if (length > longest && strncmp(at, secrets->secret[i], length) == 0)
			longest = length;
	}
	return longest;
}

/* Appends one line of `raw`, control characters as blanks, secrets as asterisks. Of a text that is too
 * long nothing is taken from where a secret could be cut in two. */
static void
add_line(struct text *out, const char *raw, const struct link_secrets *secrets)
{
	size_t length = strnlen(raw, LINK_ERROR_BYTES);

	for (size_t i = 0; i < length;) {
		size_t hidden = secret_at(raw + i, secrets);

		if (hidden > 0) {
			text_add(out, "****");
			i += hidden;
			continue;
		}
		if (raw[i] == '\n')
			return;
		text_addc(out, (unsigned char)raw[i] < ' ' || raw[i] == 0x7f ? ' ' : raw[i]);
		i++;
	}
}

/* `FATAL:  28P01: password ...`: a severity (in the server's language, so any word), two blanks, five
 * capitals or digits. Gives back where the SQLSTATE begins, or NULL. */
static const char *
find_sqlstate(const char *line)
{
	size_t severity = strcspn(line, ":\n");
	const char *sqlstate = line + severity + 3;

	if (severity == 0 || severity > 32 || strncmp(line + severity, ":  ", 3) != 0)
		return NULL;
	if (strspn(sqlstate, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != SQLSTATE_LENGTH ||
	    strncmp(sqlstate + SQLSTATE_LENGTH, ": ", 2) != 0)
		return NULL;
	return sqlstate;
}

/* `connection to server at "a", port 1 failed: ...`: what follows, or the line itself. */
static const char *
skip_place(const char *line)
{
	static const char failed[] = " failed: ";
	const char *end = strchrnul(line, '\n');
	const char *found = memmem(line, (size_t)(end - line), failed, strlen(failed));

	return found == NULL ? line : found + strlen(failed);
}

static bool
begins_attempt(const char *line)
{
	return strncmp(line, "connection to server ", 21) == 0;
}

static const char *
next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end == NULL ? NULL : end + 1;
}

/* The lines that tell of an attempt, one after the other; lines in between are decoration. Of one
 * attempt alone only what was said counts, not where. */
static void
add_attempts(struct text *out, const char *text, const struct link_secrets *secrets)
{
	size_t attempts = 0;

	for (const char *line = text; line != NULL; line = next_line(line))
		attempts += begins_attempt(line);
	for (const char *line = text; line != NULL && out->length < LINK_ERROR_BYTES;
	     line = next_line(line)) {
		const char *said = skip_place(line);
		const char *sqlstate = find_sqlstate(said);

		if (line != text && !begins_attempt(line))
			continue;
		if (out->length > 0)
			text_add(out, "; ");
		if (sqlstate != NULL && attempts > 1)
			text_addn(out, line, (size_t)(said - line));
		add_line(out, sqlstate == NULL ? line : sqlstate + SQLSTATE_LENGTH + 2, secrets);
	}
}

static enum err_code
login_code(const char *sqlstate, const char *text, bool tls)
{
	if (sqlstate[0] == '\0') {
		tls = tls && (strstr(text, "SSL") != NULL || strstr(text, "certificate") != NULL);
		return tls ? ERR_TLS : ERR_CONNECT;
	}
	if (strncmp(sqlstate, "28", 2) == 0 || strcmp(sqlstate, "3D000") == 0 ||
	    strcmp(sqlstate, "42501") == 0)
		return ERR_AUTH;
	return ERR_CONNECT;
}

void
link_error_login(const char *text, bool tls, const struct link_secrets *secrets, struct err *err)
{
	char sqlstate[SQLSTATE_LENGTH + 1] = "";
	struct text message = { 0 };

	assert(text != NULL);
	/* The last word counts: with several hosts it is the last one's. */
	for (const char *line = text; line != NULL; line = next_line(line)) {
		const char *found = find_sqlstate(skip_place(line));

		if (found != NULL && (line == text || begins_attempt(line)))
			memcpy(sqlstate, found, SQLSTATE_LENGTH);
	}
	add_attempts(&message, text, secrets);
	err_set_sqlstate(err, login_code(sqlstate, text, tls), sqlstate, "%s",
	                 message.length == 0 ? "no connection" : text_str(&message));
	text_done(&message);
}

void
link_error_result(const PGresult *result, bool lost, const struct link_secrets *secrets,
                  struct err *err)
{
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
	struct text message = { 0 };
	bool fatal = lost || (severity != NULL &&
	                      (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0));

	if (sqlstate == NULL || strlen(sqlstate) != SQLSTATE_LENGTH) {
		link_error_unnamed(PQresultErrorMessage(result), lost, secrets, err);
		return;
	}
	add_line(&message, primary == NULL ? "" : primary, secrets);
	/* "out of shared memory" helps nobody; the setting has this name in every language. */
	if (hint != NULL && strstr(hint, "max_locks_per_transaction") != NULL)
		text_add(&message, ": no room for more locks; raise max_locks_per_transaction, "
		                   "or take fewer modules at once");
	err_set_sqlstate(err, fatal ? ERR_CONNECT : ERR_SERVER, sqlstate, "%s", text_str(&message));
	text_done(&message);
}

void
link_error_unnamed(const char *text, bool lost, const struct link_secrets *secrets, struct err *err)
{
	/* How libpq says that the other side does not keep to the protocol (its texts are not
	 * translated here). Whatever else it finds wrong in a session that still stands is of that sort. */
	static const char *const breaches[] = { "lost synchronization", "unexpected response",
		                                "message contents do not agree",
		                                "unexpected message" };
	enum err_code code = lost ? ERR_CONNECT : ERR_PROTOCOL;
	struct text message = { 0 };

	for (size_t i = 0; i < sizeof breaches / sizeof *breaches; i++) {
		if (strstr(text, breaches[i]) != NULL)
			code = ERR_PROTOCOL;
	}
	add_line(&message, text, secrets);
	err_set(err, code, "%s",
	        message.length == 0 ? "the connection was lost" : text_str(&message));
	text_done(&message);
}
