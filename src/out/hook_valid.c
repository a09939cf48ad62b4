#include "out/hook.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OTHERS_WRITE (S_IWGRP | S_IWOTH)

static bool
directory_valid(const char *path, struct err *err)
{
	char directory[PATH_MAX];
	struct stat status;
	const char *slash = strrchr(path, '/');
	size_t length = slash == path ? 1 : (size_t)(slash - path);

	if (length >= sizeof directory)
		return err_set(err, ERR_CONFIG, "the path is too long");
	memcpy(directory, path, length);
	directory[length] = '\0';
	if (stat(directory, &status) != 0)
		return err_set(err, ERR_CONFIG, "%s: %s", directory, strerror(errno));
	if ((status.st_mode & OTHERS_WRITE) != 0)
		return err_set(err, ERR_CONFIG,
		               "%s: a directory that its group or others may write to, so that "
		               "they could replace the hook: chmod go-w",
		               directory);
	return true;
}

bool
hook_exec_valid(const char *path, struct err *err)
{
	char resolved[PATH_MAX];
	struct stat status;

	if (path[0] != '/')
		return err_set(err, ERR_CONFIG, "%s: a hook is an absolute path", path);
	if (realpath(path, resolved) == NULL || stat(resolved, &status) != 0)
		return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
	if (!S_ISREG(status.st_mode))
		return err_set(err, ERR_CONFIG, "%s: not a regular file", path);
	if (faccessat(AT_FDCWD, resolved, X_OK, AT_EACCESS) != 0)
		return err_set(err, ERR_CONFIG, "%s: not executable by this user", path);
	if ((status.st_mode & OTHERS_WRITE) != 0)
		return err_set(err, ERR_CONFIG,
		               "%s: its group or others may write to it: chmod go-w", path);
	/* Of a link both matter: where it lies, and where it leads. */
	return directory_valid(path, err) && directory_valid(resolved, err);
}
