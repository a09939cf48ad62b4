#include "base/file.h"

#include "base/arena.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK_BYTES ((size_t)64 * 1024)
#define UNITS       4

static bool
fail_errno(const char *path, struct err *err)
{
	return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
}

static bool
fail_too_large(const char *path, size_t max_bytes, struct err *err)
{
	static const struct {
		size_t bytes;
		const char *word;
	} units[UNITS] = {
		{ 1 << 30, "GiB" }, { 1 << 20, "MiB" }, { 1 << 10, "KiB" }, { 1, "bytes" }
	};
	size_t unit = 0;

	while (unit < UNITS - 1 && (max_bytes == 0 || max_bytes % units[unit].bytes != 0))
		unit++;
	return err_set(err, ERR_IO, "%s: larger than the limit of %zu %s", path,
	               max_bytes / units[unit].bytes, units[unit].word);
}

/* Reads to the end, or one byte beyond the limit: a pipe does not say in advance how much comes. */
static bool
read_all(int descriptor, const char *path, size_t max_bytes, struct text *ret_text, struct err *err)
{
	char *chunk = mem_alloc(CHUNK_BYTES);
	bool done = false;
	bool ok = true;

	while (ok && !done) {
		size_t left = max_bytes - ret_text->length;
		ssize_t got = read(descriptor, chunk, left < CHUNK_BYTES ? left + 1 : CHUNK_BYTES);
		if (got < 0)
			ok = errno == EINTR || fail_errno(path, err);
		else if ((size_t)got > left)
			ok = fail_too_large(path, max_bytes, err);
		else if (got == 0)
			done = true;
		else
			text_addn(ret_text, chunk, (size_t)got);
	}
	free(chunk);
	return ok;
}

static bool
read_open(int descriptor, const char *path, size_t max_bytes, struct text *ret_text,
          struct err *err)
{
	struct stat status;

	if (fstat(descriptor, &status) != 0)
		return fail_errno(path, err);
	if (S_ISDIR(status.st_mode)) {
		errno = EISDIR;
		return fail_errno(path, err);
	}
	if (S_ISREG(status.st_mode) && (uintmax_t)status.st_size > max_bytes)
		return fail_too_large(path, max_bytes, err);
	return read_all(descriptor, path, max_bytes, ret_text, err);
}

bool
file_read(const char *path, size_t max_bytes, char **ret_bytes, size_t *ret_length, struct err *err)
{
	struct text text = { 0 };
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	bool ok;

	if (descriptor < 0)
		return fail_errno(path, err);
	ok = read_open(descriptor, path, max_bytes, &text, err);
	close(descriptor);
	if (ok) {
		*ret_length = text.length;
		*ret_bytes = text_take(&text);
	}
	text_done(&text);
	return ok;
}
