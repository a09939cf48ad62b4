#include "report/mute.h"

#include <string.h>

#define FIRST_ROOM 8

void
mutes_done(struct mutes *mutes)
{
	arena_done(&mutes->arena);
	*mutes = (struct mutes){ 0 };
}

/* The list doubles; the arena keeps the shorter ones until all of it goes. */
static void
make_room(struct mutes *mutes)
{
	size_t count = mutes->count;
	struct mute *list;

	if (count != 0 && (count < FIRST_ROOM || (count & (count - 1)) != 0))
		return;
	list = arena_array(&mutes->arena, count == 0 ? FIRST_ROOM : count * 2, sizeof *list);
	if (count > 0)
		memcpy(list, mutes->list, count * sizeof *list);
	mutes->list = list;
}

void
mutes_add(struct mutes *mutes, const struct mute *mute)
{
	struct arena *arena = &mutes->arena;
	struct mute *copy;

	make_room(mutes);
	copy = &mutes->list[mutes->count++];
	*copy = *mute;
	copy->target = arena_strdup(arena, mute->target);
	copy->finding = arena_strdup(arena, mute->finding);
	copy->fingerprint = arena_strdup(arena, mute->fingerprint);
	copy->what = arena_strdup(arena, mute->what);
	copy->by = arena_strdup(arena, mute->by);
	copy->reason = arena_strdup(arena, mute->reason);
}

static bool
in_force(const struct mute *mute, enum mute_kind kind, const char *target, int64_t now)
{
	return mute->kind == kind && (mute->until == 0 || now < mute->until) &&
	       strcmp(mute->target, target) == 0;
}

const struct mute *
mutes_ack(const struct mutes *mutes, const char *target, const char *fingerprint, int64_t now)
{
	for (size_t i = 0; mutes != NULL && i < mutes->count; i++) {
		const struct mute *mute = &mutes->list[i];

		if (in_force(mute, MUTE_ACK, target, now) &&
		    strcmp(mute->fingerprint, fingerprint) == 0)
			return mute;
	}
	return NULL;
}

const struct mute *
mutes_silence(const struct mutes *mutes, const char *target, int64_t now)
{
	for (size_t i = 0; mutes != NULL && i < mutes->count; i++) {
		if (in_force(&mutes->list[i], MUTE_SILENCE, target, now))
			return &mutes->list[i];
	}
	return NULL;
}

const char *
mute_kind_word(enum mute_kind kind)
{
	return kind == MUTE_ACK ? "ack" : "silence";
}
