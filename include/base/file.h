/* Whole files: read with a limit, replaced at one stroke. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/err.h"

#include <stddef.h>

/* Reads a regular file or pipe whole. Caller owns *ret_bytes (free), which is terminated by a NUL
 * that *ret_length does not count. A file of more than max_bytes is an error that names the limit;
 * so is a directory. Errors: ERR_IO, the message begins with the path. */
bool file_read(const char *path, size_t max_bytes, char **ret_bytes, size_t *ret_length,
               struct err *err);

/* Writes PATH.new (mode 0600) and renames it to PATH: whoever looks finds the old file or the new one, never
 * half of one. `durable`: so after a loss of power too, as it is brought to the disk first. Errors:
 * ERR_IO, the message begins with the path; the old file stands. */
bool file_replace(const char *path, const char *bytes, size_t length, bool durable,
                  struct err *err);

/* Writes all of it, whatever the kernel takes at once; errno says why not. */
bool file_write_all(int descriptor, const char *bytes, size_t length);

/* Brings the names of a file's directory to the disk: it was made, or renamed. */
bool file_sync_directory(const char *path, struct err *err);

#endif
