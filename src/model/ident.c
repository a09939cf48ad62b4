#include "model/ident.h"

#include "base/utf8.h"
#include "model/ident_priv.h"

#include <string.h>

#define SHOWN_BYTES ((size_t)256) /* of a name that is too long */

/* No isalpha() and no locale: the server looks at bytes too, and its rule has no dollar sign. */
static bool
is_plain(const char *name)
{
	if (!((*name >= 'a' && *name <= 'z') || *name == '_'))
		return false;
	for (const char *at = name + 1; *at != '\0'; at++)
		if (!((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') || *at == '_'))
			return false;
	return !ident_keyword(name);
}

void
ident_quote(struct text *out, const char *name)
{
	if (is_plain(name)) {
		text_add(out, name);
		return;
	}
	text_addc(out, '"');
	for (const char *at = name; *at != '\0'; at++) {
		if (*at == '"')
			text_addc(out, '"');
		text_addc(out, *at);
	}
	text_addc(out, '"');
}

void
ident_quote_qualified(struct text *out, const char *schema, const char *name)
{
	ident_quote(out, schema);
	text_addc(out, '.');
	ident_quote(out, name);
}

void
ident_literal(struct text *out, const char *string)
{
	if (strchr(string, '\\') != NULL)
		text_addc(out, 'E');
	text_addc(out, '\'');
	for (const char *at = string; *at != '\0'; at++) {
		if (*at == '\'' || *at == '\\')
			text_addc(out, *at);
		text_addc(out, *at);
	}
	text_addc(out, '\'');
}

bool
ident_valid(const char *name, size_t length, struct err *err)
{
	if (length == 0)
		return err_set(err, ERR_MANIFEST, "a name is empty");
	if (memchr(name, '\0', length) != NULL)
		return err_set(err, ERR_MANIFEST, "a name holds a NUL character");
	if (!utf8_valid(name, length))
		return err_set(err, ERR_MANIFEST, "a name is not UTF-8");
	if (length > IDENT_BYTES)
		return err_set(err, ERR_MANIFEST,
		               "the name \"%.*s\" is %zu bytes long; PostgreSQL keeps %d",
		               (int)(length < SHOWN_BYTES ? length : utf8_whole(name, SHOWN_BYTES)),
		               name, length, IDENT_BYTES);
	return true;
}
