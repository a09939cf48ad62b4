/* The modules' states. Ignored differences count nowhere: an ignored missing table counts as expected
 * and not missing. */
#include "drift/drift_priv.h"

void
module_survey(struct compare *compare)
{
	const struct expected *expected = compare->expected;

	for (size_t i = 0; i < expected->item_count; i++) {
		const struct expected_item *item = &expected->items[i];
		size_t there = compare->sight[i] & SIGHT_THERE ? 1 : 0;

		if (item->module == NONE)
			continue;
		if (item->object.kind == KIND_table) {
			compare->surveys[item->module].tables++;
			compare->surveys[item->module].tables_there += there;
		} else if (kind_table[item->object.kind].place == PLACE_MODULE) {
			compare->surveys[item->module].others++;
			compare->surveys[item->module].others_there += there;
		}
	}
}

/* What belongs to a module counts for it, even where it is folded into another module's finding. */
static void
survey_differences(struct compare *compare)
{
	for (size_t i = 0; i < compare->difference_count; i++) {
		const struct difference *difference = &compare->differences[i];
		const struct drift *drift = &difference->drift;
		struct survey *survey;

		if (drift->module == NONE || difference->ignored)
			continue;
		survey = &compare->surveys[drift->module];
		if (drift->severity >= SEVERITY_WARNING)
			survey->drifted = true;
		if (drift->change == CHANGE_UNEXPECTED && difference->item != NONE)
			survey->unwanted = true;
		if (drift->change != CHANGE_MISSING && drift->change != CHANGE_RENAMED)
			continue;
		if (drift->kind == KIND_table)
			survey->tables_missing++;
		else if (kind_table[drift->kind].place == PLACE_MODULE)
			survey->others_missing++;
	}
}

/* A module is judged by its tables, or by what else it has where it has no table. */
static enum module_status
status_of(const struct compare *compare, size_t module)
{
	const struct survey *survey = &compare->surveys[module];
	bool tables = survey->tables > 0;
	size_t there = tables ? survey->tables_there : survey->others_there;
	size_t missing = tables ? survey->tables_missing : survey->others_missing;
	size_t unknown = tables ? survey->tables_unknown : survey->others_unknown;

	if (!compare->selection->selected[module])
		return MODULE_NOT_SELECTED;
	if (compare->expected->modules[module].requirement == REQUIREMENT_UNWANTED) {
		if (survey->unwanted)
			return MODULE_UNWANTED;
		return survey->unknown ? MODULE_UNKNOWN : MODULE_ABSENT;
	}
	if (compare_wholly_absent(compare, module))
		return survey->unknown ? MODULE_UNKNOWN : MODULE_ABSENT;
	/* An optional module of which anything is there is half there. */
	if (missing > 0)
		return there + unknown == 0 && compare->selection->required[module]
		               ? MODULE_ABSENT
		               : MODULE_PARTIAL;
	if (survey->drifted)
		return MODULE_DRIFTED;
	return survey->unknown ? MODULE_UNKNOWN : MODULE_WHOLE;
}

static void
add_vanished(struct compare *compare, size_t module)
{
	const struct module *lost = &compare->expected->modules[module];
	const char *what = change_word(CHANGE_MISSING);
	struct drift drift = {
		.change = CHANGE_MISSING, .kind = KIND_module, .name = lost->name, .module = module
	};
	struct text summary = { 0 };

	drift.severity = expected_severity(compare->expected, KIND_module, NULL, what);
	text_addf(&summary, "optional module %s is gone, which was there at an earlier check",
	          lost->name);
	drift.summary = compare_keep(compare, text_str(&summary));
	difference_new(compare, &drift, NONE, NONE);
	text_done(&summary);
}

void
module_vanished(struct compare *compare)
{
	for (size_t i = 0; i < compare->expected->module_count; i++) {
		if (compare->seen[i] && compare_selected(compare, i) &&
		    compare_wholly_absent(compare, i) && !compare->surveys[i].unknown)
			add_vanished(compare, i);
	}
}

/* Nothing is expected of a module that is not asked for, not wanted, or fine to be absent. */
static bool
expects_tables(const struct compare *compare, size_t module)
{
	return compare->selection->selected[module] &&
	       compare->expected->modules[module].requirement != REQUIREMENT_UNWANTED &&
	       !compare_wholly_absent(compare, module);
}

static void
list_missing_tables(const struct compare *compare, struct arena *arena, struct outcome *outcome)
{
	size_t *tables = arena_array(arena, outcome->tables_missing, sizeof *tables);
	size_t count = 0;

	/* Missing ones stand in the manifest's order: missing_walk() goes by it. */
	for (size_t i = 0; i < compare->difference_count; i++) {
		const struct difference *difference = &compare->differences[i];

		if ((difference->drift.change == CHANGE_MISSING ||
		     difference->drift.change == CHANGE_RENAMED) &&
		    difference->drift.kind == KIND_table && !difference->ignored &&
		    difference->drift.module != MODULE_PREREQUISITES)
			tables[count++] = difference->item;
	}
	outcome->missing_tables = tables;
}

void
module_conclude(struct compare *compare, struct arena *arena, struct outcome *outcome)
{
	size_t count = compare->expected->module_count;

	survey_differences(compare);
	outcome->modules = arena_array(arena, count, sizeof *outcome->modules);
	for (size_t i = 0; i < count; i++) {
		struct module_state *state = &outcome->modules[i];

		state->status = status_of(compare, i);
		if (!expects_tables(compare, i))
			continue;
		state->tables_expected = compare->surveys[i].tables;
		state->tables_missing = compare->surveys[i].tables_missing;
		if (i != MODULE_PREREQUISITES) {
			outcome->tables_expected += state->tables_expected;
			outcome->tables_missing += state->tables_missing;
		}
	}
	list_missing_tables(compare, arena, outcome);
}

const char *
module_status_word(enum module_status status)
{
	static const char *const words[MODULE_STATUS_COUNT] = {
		[MODULE_WHOLE] = "whole",       [MODULE_PARTIAL] = "partial",
		[MODULE_ABSENT] = "absent",     [MODULE_DRIFTED] = "drifted",
		[MODULE_UNWANTED] = "unwanted", [MODULE_NOT_SELECTED] = "not_selected",
		[MODULE_UNKNOWN] = "unknown",
	};

	return words[status];
}
