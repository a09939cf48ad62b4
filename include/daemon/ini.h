/* INI text to sections and values, line by line. Ours, because Debian's libinih cuts lines at 200
 * bytes, takes "; " in the middle of a line for a comment, and a conninfo has both.
 *
 * [section]        begins a section; blanks around its name are dropped
 * key = value      blanks around both are dropped; the value is taken verbatim: quotes, ; # and = too
 * ; or #           at the beginning of a line: a comment
 * Lines may be of any length and end with LF or CRLF. */
#ifndef DAEMON_INI_H
#define DAEMON_INI_H

#include "base/err.h"
#include "base/text.h"

#define INI_BYTES_MAX ((size_t)1024 * 1024)

/* Each gets terminated strings that it must copy, and may refuse them with a message that says
 * nothing of file and line: that is put in front of it. */
typedef bool ini_section_cb(void *arg, unsigned line, const char *name, struct err *err);
typedef bool ini_value_cb(void *arg, unsigned line, const char *key, const char *value,
                          struct err *err);

struct ini {
	const char *file; /* for messages; borrowed */
	ini_section_cb *section;
	ini_value_cb *value;
	void *arg;
	unsigned line; /* the number of the last one */
	bool in_section;
	struct text scratch;
};

void ini_init(struct ini *ini, const char *file, ini_section_cb *section, ini_value_cb *value,
              void *arg);

/* One line without its LF. Errors: ERR_CONFIG, or as the callback says; "file:line: ...". A line is
 * never repeated in a message: it may hold a password. */
bool ini_line(struct ini *ini, const char *bytes, size_t length, struct err *err);

/* Frees what it used. May be called at any time after ini_init(). */
void ini_finish(struct ini *ini);

/* A whole text: init, its lines, finish. A byte order mark and more than INI_BYTES_MAX are errors. */
bool ini_parse(const char *bytes, size_t length, const char *file, ini_section_cb *section,
               ini_value_cb *value, void *arg, struct err *err);

#endif
