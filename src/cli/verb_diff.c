/* Two manifests, without a database: the second one stands in for it. */
#include "base/clock.h"
#include "base/stamp.h"
#include "cli/verb_priv.h"
#include "drift/doubt.h"
#include "drift/stand_in.h"
#include "manifest/manifest.h"
#include "report/diff.h"

#include <string.h>

/* There is no server to say whether two texts mean the same. */
static void
doubt_all(struct compare *compare, struct arena *arena)
{
	struct doubt *doubts;
	size_t count = doubt_list(compare, arena, &doubts);

	for (size_t i = 0; i < count; i++)
		doubt_settle(compare, &doubts[i], DOUBT_OPEN, "there is no database to ask");
}

/* The comparison's outcome in a report; caller owns. */
static struct report *
compare_manifests(struct expected *expected, const struct expected *other)
{
	struct arena arena = { 0 };
	struct arena outcome_arena = { 0 };
	struct selection selection;
	struct report_input input = { .target = "diff", .expected = expected, .check = 1 };
	struct compare *compare;
	struct report *report;
	char today[CLOCK_STAMP_BYTES];

	select_modules(expected, NULL, 0, &arena, &selection, NULL);
	clock_stamp(clock_wall_ms(), today);
	today[strlen("2026-11-22")] = '\0';
	compare = compare_new(expected, &selection);
	compare_server(compare, other->server_version);
	stand_in_tell(compare, expected, other);
	doubt_all(compare, &arena);
	input.arena = &outcome_arena;
	input.outcome = compare_finish(compare, input.target, today, &outcome_arena);
	compare_free(compare);
	report = report_new(&input, NULL);
	arena_done(&outcome_arena);
	arena_done(&arena);
	return report;
}

int
verb_diff(const struct arguments *arguments, struct text *out)
{
	struct expected *expected = NULL;
	struct diff diff = { .minimum = arguments->minimum };
	struct expected *other = NULL;
	struct report *report;
	struct err err = { 0 };
	int code;

	if (!manifest_load(arguments->operands[0], &expected, &err) ||
	    !manifest_load(arguments->operands[1], &other, &err)) {
		expected_unref(expected);
		return fail(arguments->verb, false, &err, out);
	}
	report = compare_manifests(expected, other);
	diff.report = report;
	diff.other = other;
	if (arguments->format == FORMAT_JSON)
		diff_json(&diff, out);
	else
		diff_text(&diff, wants_colour(arguments), out);
	code = diff_verdict(&diff);
	report_unref(report);
	expected_unref(expected);
	expected_unref(other);
	return code;
}
