/* Whole files: read with a limit. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/err.h"

#include <stddef.h>

/* Reads a regular file or pipe whole. Caller owns *ret_bytes (free), which is terminated by a NUL
 * that *ret_length does not count. A file of more than max_bytes is an error that names the limit;
 * so is a directory. Errors: ERR_IO, the message begins with the path. */
bool file_read(const char *path, size_t max_bytes, char **ret_bytes, size_t *ret_length,
               struct err *err);

#endif
