/* The floor's one door to the file system; all else of it computes only. */
#include "manifest/manifest.h"

#include "base/file.h"
#include "manifest/manifest_priv.h"

#include <stdlib.h>

bool
manifest_load(const char *path, struct expected **ret_expected, struct err *err)
{
	struct err reason = { 0 };
	size_t length;
	char *bytes;
	bool ok;

	if (!file_read(path, MANIFEST_BYTES_MAX, &bytes, &length, &reason))
		return err_set(err, ERR_MANIFEST, "%s", reason.message);
	ok = manifest_take(bytes, length, path, ret_expected, err);
	free(bytes);
	return ok;
}
