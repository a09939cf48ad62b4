#include "base/file.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MODE 0600

static bool
fail_errno(const char *path, struct err *err)
{
	return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
}

bool
file_write_all(int descriptor, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t wrote = write(descriptor, bytes, length);

		if (wrote == 0)
			errno = EIO;
		if (wrote == 0 || (wrote < 0 && errno != EINTR))
			return false;
		if (wrote > 0) {
			bytes += wrote;
			length -= (size_t)wrote;
		}
	}
	return true;
}

bool
file_sync_directory(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct text directory = { 0 };
	int descriptor;
	bool ok;

	text_addn(&directory, path, slash == NULL ? 0 : (size_t)(slash - path) + 1);
	if (slash == NULL)
		text_addc(&directory, '.');
	descriptor = open(text_str(&directory), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ok = descriptor >= 0 && fsync(descriptor) == 0;
	if (!ok)
		fail_errno(text_str(&directory), err);
	if (descriptor >= 0)
		close(descriptor);
	text_done(&directory);
	return ok;
}

/* close() counts: a network file system may say only then that there was no room. */
static bool
write_new(const char *path, const char *bytes, size_t length, bool durable)
{
	int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, MODE);
	bool ok;

	if (descriptor < 0)
		return false;
	ok = file_write_all(descriptor, bytes, length) && (!durable || fsync(descriptor) == 0);
	if (ok)
		return close(descriptor) == 0;
	close(descriptor);
	return false;
}

bool
file_replace(const char *path, const char *bytes, size_t length, bool durable, struct err *err)
{
	struct text new = { 0 };
	bool ok;

	text_addf(&new, "%s.new", path);
	ok = write_new(text_str(&new), bytes, length, durable) && rename(text_str(&new), path) == 0;
	if (!ok) {
		fail_errno(path, err);
		unlink(text_str(&new));
	}
	text_done(&new);
	return ok && (!durable || file_sync_directory(path, err));
}
