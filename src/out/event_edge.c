/* Edges: what came, what went, what does both too often. */
#include "event_priv.h"

static bool
settle(struct edge *edge, int64_t now, const struct event_config *config)
{
	if (!edge->flapping || now - edge->turned_at < config->flap_window_ms)
		return false;
	edge->flapping = false;
	edge->told_flapping = false;
	edge->comings = 0;
	return true;
}

void
edge_come(struct edge *edge, int64_t now, const struct event_config *config)
{
	edge->turned_at = now;
	if (config->flap_limit == 0)
		return;
	if (edge->comings == 0 || now - edge->comings_since >= config->flap_window_ms) {
		edge->comings = 0;
		edge->comings_since = now;
	}
	edge->comings++;
	if (edge->comings > config->flap_limit)
		edge->flapping = true;
}

bool
edge_see(struct edge *edge, bool there, bool counts, int64_t now, const struct event_config *config)
{
	bool changed = false;

	if (there == edge->there) {
		if (counts && edge->streak < config->confirm) {
			edge->streak++;
			changed = true;
		}
		return settle(edge, now, config) || changed;
	}
	edge->there = there;
	edge->streak = counts ? 1 : 0;
	edge->turned_at = now;
	if (there && counts)
		edge_come(edge, now, config);
	return true;
}

bool
edge_gone(const struct edge *edge, unsigned confirm)
{
	return !edge->there && edge->streak >= confirm && !edge->flapping;
}

bool
edge_stands(const struct edge *edge, unsigned confirm)
{
	return edge->there && (edge->streak >= confirm || edge->flapping);
}
