/* The rows of a COPY in CSV, which tells null from the empty string on every server, and whose first
 * line has the names. */
#include "link_priv.h"

#include <string.h>

#define COLUMNS_MAX 64

/* The end of a quoted field that begins after its quote at `from`; what it holds is moved to `to`, and
 * ended. NULL: the quote is never closed. */
static char *
unquote(char *from, const char *end, char *to)
{
	for (; from < end; from++) {
		if (*from == '"' && (++from == end || *from != '"')) {
			*to = '\0';
			return from;
		}
		*to++ = *from;
	}
	return NULL;
}

int
link_copy_split(char *line, size_t length, const char **ret_fields, int room)
{
	char *at = line;
	char *end;
	int count = 0;

	if (length == 0 || line[length - 1] != '\n')
		return 0;
	end = line + length - 1;
	for (;;) {
		char *stop;

		if (count == room)
			return 0;
		if (at < end && *at == '"') {
			ret_fields[count] = at;
			stop = unquote(at + 1, end, at);
		} else {
			for (stop = at; stop < end && *stop != ',';)
				stop++;
			ret_fields[count] = stop == at ? NULL : at;
		}
		if (stop == NULL || (stop < end && *stop != ','))
			return 0;
		count++;
		/* A quoted field has ended itself; it may be that its end stands before this. */
		*stop = '\0';
		if (stop == end)
			return count;
		at = stop + 1;
	}
}

static enum reading
take_names(struct link *link, char *line, size_t length)
{
	const char *names[COLUMNS_MAX];
	int count = link_copy_split(line, length, names, COLUMNS_MAX);

	if (count == 0)
		return link_breach(link, "a COPY begins with no line of names");
	for (int i = 0; i < count; i++) {
		if (names[i] == NULL)
			return link_breach(link, "a COPY has a column without a name");
	}
	link_names_keep(link, names, count);
	return READ_ON;
}

enum reading
link_copy_row(struct link *link, char *line, size_t length)
{
	if (link->names == NULL)
		return take_names(link, line, length);
	if (link_copy_split(line, length, link->values, link->column_count) != link->column_count)
		return link_breach(link, "a line of a COPY is no row of its columns");
	return link_take_row(link, length);
}
