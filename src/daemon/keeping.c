/* What the watch remembers of its targets, and whom it tells of creating. */
#include "base/clock.h"
#include "daemon/daemon_priv.h"

#include <stdlib.h>

/* What people were told of it is kept elsewhere: then its record should be there too. */
static bool
met_cb(void *arg, const char *target)
{
	const struct daemon *daemon = arg;
	char *memory = store_memory(daemon->teller.store, target);
	bool met = memory != NULL;

	free(memory);
	return met;
}

static void
created_cb(void *arg, const struct watch_creation *creation)
{
	struct daemon *daemon = arg;

	teller_created(&daemon->teller, creation->target, creation->succeeded, creation->summary);
}

static bool
acknowledged_cb(void *arg, const char *target, const char *fingerprint)
{
	const struct daemon *daemon = arg;

	return mutes_ack(board_mutes(daemon->board), target, fingerprint, clock_wall_ms()) != NULL;
}

static int64_t
first_seen_cb(void *arg, const char *target, const char *id)
{
	struct daemon *daemon = arg;

	return teller_first_seen(&daemon->teller, target, id);
}

void
daemon_keep(struct daemon *daemon)
{
	char *directory = config_state_dir(daemon->config);

	watch_keep(daemon->watch, &(struct watch_keeping){ .state_dir = directory,
	                                                   .met = met_cb,
	                                                   .acknowledged = acknowledged_cb,
	                                                   .created = created_cb,
	                                                   .first_seen = first_seen_cb,
	                                                   .arg = daemon });
	free(directory);
}
