/* Lines of CSV as the server's COPY writes them, and lines that it never would. */
#include "base/text.h"
#include "pg/link_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROOM 4

/* Fields between bars, null as "~"; "!" where the line is refused. */
static char *
split(const char *text)
{
	const char *fields[ROOM];
	size_t length = strlen(text);
	struct text out = { 0 };
	/* No byte more than the line: a sanitizer sees what is read behind it. */
	char *line = malloc(length);
	int count;

	memcpy(line, text, length);
	count = link_copy_split(line, length, fields, ROOM);
	if (count == 0)
		text_addc(&out, '!');
	for (int i = 0; i < count; i++) {
		text_add(&out, i > 0 ? "|" : "");
		text_add(&out, fields[i] == NULL ? "~" : fields[i]);
	}
	free(line);
	return text_take(&out);
}

static void
expect(const char *line, const char *fields)
{
	char *found = split(line);

	assert_string_equal(found, fields);
	free(found);
}

static void
lines_of_the_server(void **state)
{
	(void)state;
	expect("a,b,c\n", "a|b|c");
	expect("a\n", "a");
	expect(",\"\",x\n", "~||x");
	expect("\n", "~");
	expect("a,\n", "a|~");
	expect("\"a,b\",c\n", "a,b|c");
	expect("\"say \"\"x\"\"\",\"\"\"\"\n", "say \"x\"|\"");
	expect("\"two\nlines\r\n\",\\N\n", "two\nlines\r\n|\\N");
	expect("\"\\.\"\n", "\\.");
	expect("1,2,3,4\n", "1|2|3|4");
}

static void
lines_of_nobody(void **state)
{
	(void)state;
	expect("", "!");
	expect("a", "!");
	expect("\"a\n", "!");
	expect("\"\n", "!");
	expect("\"a\"b,c\n", "!");
	expect("\"a\"\"\n", "!");
	expect("1,2,3,4,5\n", "!");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_the_server),
		cmocka_unit_test(lines_of_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
