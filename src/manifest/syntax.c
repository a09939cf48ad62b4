#include "manifest/manifest_priv.h"

#include <string.h>

/* Byte order marks. The longer one first: UTF-32's begins like UTF-16's. */
static const struct {
	const char *bytes;
	size_t length;
	const char *said;
} marks[] = {
	{ "\xef\xbb\xbf", 3, "begins with a byte order mark; save it as UTF-8 without one" },
	{ "\xff\xfe\0\0", 4, "is UTF-32; save it as UTF-8 without a byte order mark" },
	{ "\0\0\xfe\xff", 4, "is UTF-32; save it as UTF-8 without a byte order mark" },
	{ "\xff\xfe", 2, "is UTF-16; save it as UTF-8 without a byte order mark" },
	{ "\xfe\xff", 2, "is UTF-16; save it as UTF-8 without a byte order mark" },
};

/* What is wrong with the file as a whole, or NULL. */
static const char *
encoding_fault(const char *bytes, size_t length)
{
	size_t blank = 0;

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (length >= marks[i].length &&
		    memcmp(bytes, marks[i].bytes, marks[i].length) == 0)
			return marks[i].said;
	}
	while (blank < length && strchr(" \t\r\n", bytes[blank]) != NULL && bytes[blank] != '\0')
		blank++;
	if (blank == length)
		return "is empty";
	/* A document begins with an ASCII character: a NUL beside it is half of a wider one. */
	if (length >= 2 && (bytes[0] == '\0') != (bytes[1] == '\0'))
		return "is UTF-16; save it as UTF-8 without a byte order mark";
	return NULL;
}

bool
syntax_parse(char *bytes, size_t length, const char *file, struct arena *arena,
             struct tree *ret_tree, struct err *err)
{
	const char *fault = encoding_fault(bytes, length);

	if (fault != NULL)
		return err_set(err, ERR_MANIFEST, "%s:1:1: %s", file, fault);
	return tree_parse(bytes, length, file, arena, ret_tree, err);
}
