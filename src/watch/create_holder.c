/* A second look, after a wait for a lock was in vain: who holds it. In a transaction of its own, as
 * the pins of the other one went with it. */
#include "create_priv.h"

#include "model/array.h"
#include "pg/rights.h"

#include <stdlib.h>

#define HOLDERS_BYTES 600

/* What it could not find out is left unsaid: the first failure is what counts. */
static void
looked_cb(void *arg, const struct err *err, const char *tag)
{
	struct create *create = arg;

	(void)tag;
	if (err != NULL && link_is_open(create->link) && link_in_transaction(create->link))
		session_abort(create->link, create->deadline_ms, create->holders_done, create);
	else
		create->holders_done(create, err, "");
}

static void
holder_row_cb(void *arg, const struct link_row *row)
{
	struct create *create = arg;

	if (row->count != 1 || row->values[0] == NULL || create->holders.length > HOLDERS_BYTES)
		return;
	text_addf(&create->holders, "%s%s", create->holders.length > 0 ? "; " : "", row->values[0]);
}

static void
read_cb(void *arg, const struct err *err, const char *tag)
{
	struct create *create = arg;

	if (err != NULL)
		looked_cb(create, err, tag);
	else
		session_end(create->link, create->deadline_ms, looked_cb, create);
}

static void
ask_server(struct create *create)
{
	struct text arrays[HOLDERS_PARAMS - 1] = { 0 };
	const char *params[HOLDERS_PARAMS] = { NULL, NULL, NULL, DDL_LOCK_KEY };
	size_t count = create->waiting == NULL ? 0 : create->waiting->lock_count;

	for (size_t i = 0; i < HOLDERS_PARAMS - 1; i++)
		text_addc(&arrays[i], '{');
	for (size_t i = 0; i < count; i++) {
		const struct ddl_lock *lock = &create->waiting->locks[i];

		array_add(&arrays[0], i == 0, lock->schema);
		array_add(&arrays[1], i == 0, lock->table);
		array_add(&arrays[2], i == 0, lock->mode);
	}
	for (size_t i = 0; i < HOLDERS_PARAMS - 1; i++) {
		text_addc(&arrays[i], '}');
		params[i] = text_str(&arrays[i]);
	}
	link_query(create->link, holders_sql(), params, HOLDERS_PARAMS, create->deadline_ms,
	           holder_row_cb, read_cb, create);
	for (size_t i = 0; i < HOLDERS_PARAMS - 1; i++)
		text_done(&arrays[i]);
}

static void
begun_cb(void *arg, const struct err *err, const char *tag)
{
	if (err != NULL)
		looked_cb(arg, err, tag);
	else
		ask_server(arg);
}

void
create_ask_holders(struct create *create, const struct plan_statement *statement,
                   link_done_cb *done)
{
	create->waiting = statement;
	create->holders_done = done;
	text_clear(&create->holders);
	session_begin(create->link, &create->config.limits, create->deadline_ms, begun_cb, create);
}
