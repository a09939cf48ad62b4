/* The file of the database, as a whole: opened, or set aside. */
#include "store_priv.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/stamp.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* With the files beside it: a log of the old one must not be read into the new one. */
static bool
set_aside(const char *path, const char *why, struct err *err)
{
	static const char *const suffixes[] = { "-wal", "-shm", "-journal", "" };
	char stamp[CLOCK_STAMP_BYTES];
	struct text from = { 0 }, to = { 0 };
	bool good = true;

	clock_stamp(clock_wall_ms(), stamp);
	for (size_t i = 0; good && i < sizeof suffixes / sizeof *suffixes; i++) {
		text_clear(&from);
		text_clear(&to);
		text_addf(&from, "%s%s", path, suffixes[i]);
		text_addf(&to, "%s.broken-%s%s", path, stamp, suffixes[i]);
		good = rename(from.bytes, to.bytes) == 0 || errno == ENOENT;
	}
	if (good)
		log_line(LOG_LEVEL_ERROR, NULL,
		         "%s cannot be used (%s): it is kept as %s, and a new one begun", path, why,
		         to.bytes);
	else
		err_set(err, ERR_IO, "%s, and it cannot be set aside: %s", why, strerror(errno));
	text_done(&from);
	text_done(&to);
	return good;
}

bool
open_file(const char *path, bool examine, sqlite3 **ret_db, struct err *err)
{
	struct err why = { 0 };
	enum open_outcome outcome = open_database(path, examine, ret_db, &why);

	if (outcome == OPEN_BROKEN) {
		if (!set_aside(path, why.message, err))
			return false;
		why = (struct err){ 0 };
		outcome = open_database(path, false, ret_db, &why);
	}
	if (outcome != OPEN_READY)
		err_set(err, ERR_IO, "%s", why.message);
	return outcome == OPEN_READY;
}
