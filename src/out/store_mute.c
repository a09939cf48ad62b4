/* Acknowledgements and silences, as they are kept. */
#include "store_priv.h"

struct adding {
	struct mute *mute;
	bool full;
};

static const char *
or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static const char *
or_null(const char *text)
{
	return text == NULL || text[0] == '\0' ? NULL : text;
}

static bool
add(struct store *store, void *arg)
{
	struct adding *adding = arg;
	const struct mute *mute = adding->mute;
	int64_t count = 0, number = 0;

	if (!statement_run(store, STATEMENT_MUTE_COUNT, &count, ""))
		return false;
	adding->full = count >= STORE_MUTES_MAX;
	if (adding->full)
		return true;
	if (!statement_run(store, STATEMENT_MUTE_ADD, &number,
	                   "itttttt"
	                   "ii",
	                   (int64_t)mute->kind, mute->target, or_empty(mute->finding),
	                   or_empty(mute->fingerprint), or_empty(mute->what), or_empty(mute->by),
	                   or_empty(mute->reason), mute->at, mute->until))
		return false;
	adding->mute->number = number;
	return true;
}

bool
store_mute(struct store *store, struct mute *mute)
{
	struct adding args = { .mute = mute };

	store_write(store, add, &args);
	return !args.full;
}

struct removing {
	enum statement statement;
	int64_t number;
	bool gone;
};

static bool
remove_some(struct store *store, void *arg)
{
	struct removing *removing = arg;

	if (!statement_run(store, removing->statement, NULL, "i", removing->number))
		return false;
	removing->gone = sqlite3_changes(store->db) > 0;
	return true;
}

bool
store_unmute(struct store *store, int64_t number)
{
	struct removing args = { .statement = STATEMENT_MUTE_REMOVE, .number = number };

	store_write(store, remove_some, &args);
	return args.gone;
}

bool
store_expire(struct store *store, int64_t now)
{
	struct removing args = { .statement = STATEMENT_MUTE_EXPIRE, .number = now };

	store_write(store, remove_some, &args);
	return args.gone;
}

static bool
list(struct store *store, void *arg)
{
	struct mutes *mutes = arg;
	sqlite3_stmt *rows = statement_bind(store, STATEMENT_MUTES, "");

	mutes_done(mutes);
	while (statement_row(rows)) {
		mutes_add(mutes,
		          &(struct mute){
				  .number = sqlite3_column_int64(rows, 0),
				  .kind = sqlite3_column_int(rows, 1) == MUTE_ACK ? MUTE_ACK
		                                                                  : MUTE_SILENCE,
				  .target = or_empty(column_text(rows, 2)),
				  .finding = or_null(column_text(rows, 3)),
				  .fingerprint = or_null(column_text(rows, 4)),
				  .what = or_null(column_text(rows, 5)),
				  .by = or_empty(column_text(rows, 6)),
				  .reason = or_empty(column_text(rows, 7)),
				  .at = sqlite3_column_int64(rows, 8),
				  .until = sqlite3_column_int64(rows, 9),
			  });
	}
	return statement_end(rows);
}

void
store_mutes(struct store *store, struct mutes *ret_mutes)
{
	*ret_mutes = (struct mutes){ 0 };
	store_read(store, list, ret_mutes);
}
