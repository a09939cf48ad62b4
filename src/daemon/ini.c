#include "daemon/ini.h"

#include <string.h>

#define KEY_BYTES_MAX 63

/* A stretch of a line. */
struct piece {
	const char *bytes;
	size_t length;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static struct piece
trim(struct piece piece)
{
	while (piece.length > 0 && is_blank(piece.bytes[0])) {
		piece.bytes++;
		piece.length--;
	}
	while (piece.length > 0 && is_blank(piece.bytes[piece.length - 1]))
		piece.length--;
	return piece;
}

/* What may be repeated in a message: a URI that lacks its key must not be taken for one. */
static bool
is_key(struct piece key)
{
	if (key.length == 0 || key.length > KEY_BYTES_MAX)
		return false;
	for (size_t i = 0; i < key.length; i++) {
		char c = key.bytes[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    c != '_' && c != '-' && c != '.')
			return false;
	}
	return true;
}

void
ini_init(struct ini *ini, const char *file, ini_section_cb *section, ini_value_cb *value, void *arg)
{
	memset(ini, 0, sizeof *ini);
	ini->file = file;
	ini->section = section;
	ini->value = value;
	ini->arg = arg;
}

void
ini_finish(struct ini *ini)
{
	text_done(&ini->scratch);
}

static bool
take_section(struct ini *ini, struct piece line, struct err *err)
{
	struct piece name;

	if (line.bytes[line.length - 1] != ']')
		return err_set(err, ERR_CONFIG, "a section's line must end with ]");
	name = trim((struct piece){ line.bytes + 1, line.length - 2 });
	if (name.length == 0)
		return err_set(err, ERR_CONFIG, "a section must have a name");
	text_clear(&ini->scratch);
	text_addn(&ini->scratch, name.bytes, name.length);
	ini->in_section = true;
	return ini->section(ini->arg, ini->line, text_str(&ini->scratch), err);
}

static bool
take_value(struct ini *ini, struct piece line, struct err *err)
{
	const char *equals = memchr(line.bytes, '=', line.length);
	struct piece key, value;

	if (equals == NULL)
		return err_set(err, ERR_CONFIG, "neither [section] nor key = value");
	key = trim((struct piece){ line.bytes, (size_t)(equals - line.bytes) });
	value = trim((struct piece){ equals + 1, line.length - (size_t)(equals + 1 - line.bytes) });
	if (!is_key(key))
		return err_set(err, ERR_CONFIG,
		               "what stands before = is not a key (letters, digits and _)");
	if (!ini->in_section)
		return err_set(err, ERR_CONFIG, "%.*s stands before the first [section]",
		               (int)key.length, key.bytes);
	text_clear(&ini->scratch);
	text_addn(&ini->scratch, key.bytes, key.length);
	text_addc(&ini->scratch, '\0');
	text_addn(&ini->scratch, value.bytes, value.length);
	return ini->value(ini->arg, ini->line, text_str(&ini->scratch),
	                  text_str(&ini->scratch) + key.length + 1, err);
}

static bool
take_line(struct ini *ini, struct piece line, struct err *err)
{
	if (memchr(line.bytes, '\0', line.length) != NULL)
		return err_set(err, ERR_CONFIG, "a NUL byte");
	line = trim(line);
	if (line.length == 0 || line.bytes[0] == ';' || line.bytes[0] == '#')
		return true;
	if (line.bytes[0] == '[')
		return take_section(ini, line, err);
	return take_value(ini, line, err);
}

bool
ini_line(struct ini *ini, const char *bytes, size_t length, struct err *err)
{
	ini->line++;
	if (take_line(ini, (struct piece){ bytes, length }, err))
		return true;
	return err_prefix(err, "%s:%u", ini->file, ini->line);
}

static bool
has_mark(const char *bytes, size_t length)
{
	return (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) ||
	       (length >= 2 &&
	        (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0));
}

static bool
take_lines(struct ini *ini, const char *bytes, size_t length, struct err *err)
{
	while (length > 0) {
		const char *end = memchr(bytes, '\n', length);
		size_t line = end != NULL ? (size_t)(end - bytes) : length;
		size_t step = end != NULL ? line + 1 : line;
		if (!ini_line(ini, bytes, line, err))
			return false;
		bytes += step;
		length -= step;
	}
	return true;
}

bool
ini_parse(const char *bytes, size_t length, const char *file, ini_section_cb *section,
          ini_value_cb *value, void *arg, struct err *err)
{
	struct ini ini;
	bool ok;

	if (length > INI_BYTES_MAX)
		return err_set(err, ERR_CONFIG, "%s: larger than the limit of 1 MiB", file);
	if (has_mark(bytes, length))
		return err_set(err, ERR_CONFIG,
		               "%s:1: begins with a byte order mark: save it as UTF-8 without",
		               file);
	ini_init(&ini, file, section, value, arg);
	ok = take_lines(&ini, bytes, length, err);
	ini_finish(&ini);
	return ok;
}
