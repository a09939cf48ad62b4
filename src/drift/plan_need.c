/* What every statement needs: of other statements, and of what is there. */
#include "drift/plan_priv.h"

#include <string.h>

#define ROOM_LEAST 64

void
plan_block(struct work *work, const struct blocker *blocker)
{
	if (work->blocker_count == work->blocker_room) {
		work->blocker_room = work->blocker_room == 0 ? ROOM_LEAST : 2 * work->blocker_room;
		work->blockers = mem_resize(work->blockers, work->blocker_room,
		                            sizeof *work->blockers);
	}
	work->blockers[work->blocker_count++] = *blocker;
}

static void
add_edge(struct work *work, size_t before, size_t after)
{
	if (before == after)
		return;
	if (work->edge_count == work->edge_room) {
		work->edge_room = work->edge_room == 0 ? ROOM_LEAST : 2 * work->edge_room;
		work->edges = mem_resize(work->edges, work->edge_room, sizeof *work->edges);
	}
	work->edges[work->edge_count++] = (struct order_edge){ before, after };
}

static void
rely(struct work *work, size_t item, size_t unit)
{
	if (work->reliance_count == work->reliance_room) {
		work->reliance_room = work->reliance_room == 0 ? ROOM_LEAST
		                                               : 2 * work->reliance_room;
		work->reliances = mem_resize(work->reliances, work->reliance_room,
		                             sizeof *work->reliances);
	}
	work->reliances[work->reliance_count++] = (struct reliance){ item, unit };
}

struct connecting {
	struct work *work;
	size_t item;
};

static void
block(const struct connecting *connecting, size_t cause, const char *detail,
      enum plan_reason reason)
{
	struct work *work = connecting->work;

	plan_block(work, &(struct blocker){ .cause = cause,
	                                    .detail = detail,
	                                    .reason = reason,
	                                    .item = connecting->item,
	                                    .unit = plan_unit(work, connecting->item) });
}

/* The manifest does not know it: of a schema the server was asked. */
static void
need_stranger(const struct connecting *connecting, const struct need *need)
{
	const struct plan_options *options = connecting->work->options;

	if (need->kind != KIND_schema)
		return;
	for (size_t i = 0; i < options->missing_schema_count; i++) {
		if (strcmp(options->missing_schemas[i], need->name) == 0)
			block(connecting, NONE, options->missing_schemas[i], PLAN_NO_SCHEMA);
	}
}

static void
need_missing(const struct connecting *connecting, size_t needed)
{
	struct work *work = connecting->work;

	switch ((enum fate)work->fate[needed]) {
	case FATE_PART:
	case FATE_CREATED:
		add_edge(work, work->node_of[needed], work->node_of[connecting->item]);
		break;
	case FATE_LEFT_OUT:
		block(connecting, needed, NULL, PLAN_LEFT_OUT);
		break;
	case FATE_NOTHING:
		block(connecting, needed, NULL, PLAN_NOT_ASKED);
		break;
	}
}

/* Why what is needed is not there and will not be; PLAN_REASONS where it is. */
static enum plan_reason
reason_of(enum standing standing, bool typed)
{
	static const enum plan_reason reasons[] = {
		[STANDING_THERE] = PLAN_REASONS,       [STANDING_RETYPED] = PLAN_RETYPED,
		[STANDING_WRONG] = PLAN_WRONG_KIND,    [STANDING_UNREAD] = PLAN_UNREAD,
		[STANDING_ABSENT] = PLAN_PREREQUISITE, [STANDING_OUT] = PLAN_NOT_SELECTED,
		[STANDING_IGNORED] = PLAN_IGNORED,     [STANDING_RENAMED] = PLAN_RENAMED,
	};

	return standing == STANDING_RETYPED && !typed ? PLAN_REASONS : reasons[standing];
}

static void
connect_cb(void *arg, const struct need *need)
{
	const struct connecting *connecting = arg;
	struct work *work = connecting->work;
	size_t needed = need->item;
	enum plan_reason reason;
	size_t parent;

	if (needed == NONE) {
		need_stranger(connecting, need);
		return;
	}
	/* The table stands for what lives on it. */
	parent = work->expected->items[needed].parent;
	if (parent != NONE && work->standing[parent] != STANDING_THERE)
		needed = parent;
	if (work->standing[needed] == STANDING_MISSING) {
		need_missing(connecting, needed);
		return;
	}
	reason = reason_of((enum standing)work->standing[needed], need->typed);
	if (reason == PLAN_REASONS)
		rely(work, needed, plan_unit(work, connecting->item));
	else
		block(connecting, needed, NULL, reason);
}

void
plan_connect(struct work *work)
{
	for (size_t i = 0; i < work->node_count; i++) {
		if (work->nodes[i].part == PART_MORE)
			add_edge(work, work->node_of[work->nodes[i].item], i);
	}
	for (size_t i = 0; i < work->expected->item_count; i++) {
		struct connecting connecting = { work, i };

		if (work->fate[i] == FATE_CREATED || work->fate[i] == FATE_PART)
			need_walk(&work->book, i, plan_on_table(work, i), connect_cb, &connecting);
	}
}
