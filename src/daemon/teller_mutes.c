/* Acknowledgements and silences: what the store has is shown on the board, and goes when its time is
 * over. */
#include "base/clock.h"
#include "base/log.h"
#include "daemon/loop.h"
#include "report/board.h"
#include "teller_priv.h"

#include <stdlib.h>

#define LOOK_AGAIN_MS 3600000 /* the clock may have been set meanwhile */

static bool
is_over(const struct mute *mute, int64_t now)
{
	return mute->until != 0 && mute->until <= now;
}

/* What ends because somebody takes it back, or because its finding is gone, is logged there. */
static void
say_what_is_over(const struct mutes *mutes, int64_t now)
{
	for (size_t i = 0; i < mutes->count; i++) {
		const struct mute *mute = &mutes->list[i];

		if (is_over(mute, now))
			log_line(LOG_LEVEL_NOTICE, mute->target, "%s %lld by %s is over: its time",
			         mute_kind_word(mute->kind), (long long)mute->number, mute->by);
	}
}

static void
await_end(struct teller *teller, const struct mutes *mutes, int64_t now)
{
	int64_t next = now + LOOK_AGAIN_MS;
	struct timeval wait;

	for (size_t i = 0; i < mutes->count; i++) {
		if (mutes->list[i].until != 0 && mutes->list[i].until < next)
			next = mutes->list[i].until;
	}
	wait = loop_ms(next - now + 1);
	if (mutes->count > 0)
		event_add(teller->mute_end, &wait);
	else
		event_del(teller->mute_end);
}

void
teller_mutes_changed(struct teller *teller)
{
	int64_t now = clock_wall_ms();
	struct mutes mutes;

	store_expire(teller->store, now);
	store_mutes(teller->store, &mutes);
	await_end(teller, &mutes, now);
	board_set_mutes(teller->board, &mutes);
}

static void
mute_end_cb(evutil_socket_t socket, short what, void *arg)
{
	struct teller *teller = arg;
	const struct mutes *mutes = board_mutes(teller->board);

	(void)socket;
	(void)what;
	say_what_is_over(mutes, clock_wall_ms());
	teller_mutes_changed(teller);
}

void
teller_mutes_init(struct teller *teller, struct event_base *base)
{
	teller->mute_end = evtimer_new(base, mute_end_cb, teller);
	if (teller->mute_end == NULL)
		abort();
	teller_mutes_changed(teller);
}
