// link: report_fixture.c
// link: report_scenes.c
#include "report/board.h"

#include "base/hash.h"
#include "report/json.h"
#include "report_fixture.h"
#include "report_scenes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static void
targets_keep_the_order_in_which_they_came(void **unused)
{
	struct board *board = board_new();
	(void)unused;

	assert_int_equal(board_count(board), 0);
	assert_null(board_find(board, "a"));
	board_publish(board, scene_pending("b"));
	board_publish(board, scene_pending("a"));
	board_publish(board, scene_pending("c"));
	board_publish(board, scene_in_sync("b"));
	assert_int_equal(board_count(board), 3);
	assert_string_equal(board_at(board, 0)->target, "b");
	assert_int_equal(board_at(board, 0)->status, STATUS_IN_SYNC);
	assert_string_equal(board_at(board, 2)->target, "c");
	assert_ptr_equal(board_find(board, "a"), board_at(board, 1));
	board_remove(board, "b");
	board_remove(board, "no such");
	assert_int_equal(board_count(board), 2);
	assert_null(board_find(board, "b"));
	assert_string_equal(board_at(board, 0)->target, "a");
	assert_string_equal(board_at(board, 1)->target, "c");
	board_free(board);
	board_free(NULL);
}

static void
many_targets(void **unused)
{
	struct board *board = board_new();
	char name[16];
	(void)unused;

	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof name, "t%d", i);
		board_publish(board, scene_pending(name));
	}
	for (int i = 0; i < 100; i += 2) {
		snprintf(name, sizeof name, "t%d", i);
		board_remove(board, name);
	}
	assert_int_equal(board_count(board), 50);
	assert_string_equal(board_at(board, 49)->target, "t99");
	board_free(board);
}

struct witness {
	struct board *board;
	int times;
	enum status old; /* STATUS_COUNT: there was none */
	enum status new;
};

static void
observe_cb(void *arg, const struct report *old, const struct report *new)
{
	struct witness *witness = arg;

	witness->times++;
	witness->old = old == NULL ? STATUS_COUNT : old->status;
	witness->new = new->status;
	assert_ptr_equal(board_find(witness->board, new->target), new);
}

static void
the_observer_hears_of_each_publication(void **unused)
{
	struct witness witness = { board_new(), 0, STATUS_COUNT, STATUS_COUNT };
	(void)unused;

	board_publish(witness.board, scene_pending("before"));
	board_observe(witness.board, observe_cb, &witness);
	assert_int_equal(witness.times, 0);
	board_publish(witness.board, scene_pending("main"));
	assert_int_equal(witness.times, 1);
	assert_int_equal(witness.old, STATUS_COUNT);
	assert_int_equal(witness.new, STATUS_PENDING);
	board_publish(witness.board, scene_missing("main"));
	assert_int_equal(witness.times, 2);
	assert_int_equal(witness.old, STATUS_PENDING);
	assert_int_equal(witness.new, STATUS_DRIFT);
	board_remove(witness.board, "main");
	assert_int_equal(witness.times, 2);
	board_free(witness.board);
}

/* An event keeps what it is about, whatever the board does. */
static void
a_reference_outlives_the_board(void **unused)
{
	struct board *board = board_new();
	struct report *kept;
	(void)unused;

	board_publish(board, scene_missing("main"));
	kept = report_ref(board_find(board, "main"));
	board_publish(board, scene_in_sync("main"));
	board_free(board);
	assert_int_equal(kept->status, STATUS_DRIFT);
	assert_string_equal(kept->findings[0].drift->name, "event_sessions");
	report_unref(kept);
}

static void
the_document_is_made_once_per_publication(void **unused)
{
	struct board *board = board_new();
	struct board_document first, again;
	char etag[64], hex[HASH_HEX_BYTES];
	uint64_t generation;
	struct text text = { 0 };
	const struct report *reports[1];
	(void)unused;

	board_publish(board, scene_missing("main"));
	generation = board_generation(board);
	first = board_document(board);
	again = board_document(board);
	assert_ptr_equal(first.bytes, again.bytes);
	assert_int_equal(board_generation(board), generation);

	reports[0] = board_at(board, 0);
	report_document(reports, 1, NULL, &text);
	assert_int_equal(first.length, text.length);
	assert_memory_equal(first.bytes, text.bytes, text.length);
	hash_sha256(text.bytes, text.length, hex);
	text_done(&text);
	assert_int_equal(strlen(first.etag), 34);
	assert_memory_equal(first.etag + 1, hex, 32);
	assert_int_equal(first.etag[0], '"');
	assert_int_equal(first.etag[33], '"');

	strcpy(etag, first.etag);
	board_publish(board, scene_lost("main"));
	assert_int_not_equal(board_generation(board), generation);
	generation = board_generation(board);
	assert_string_not_equal(board_document(board).etag, etag);
	board_publish(board, scene_missing("main"));
	assert_string_equal(board_document(board).etag, etag);
	generation = board_generation(board);
	board_remove(board, "main");
	assert_int_not_equal(board_generation(board), generation);
	assert_string_not_equal(board_document(board).etag, etag);
	board_free(board);
}

/* Of the target's object; borrowed from the document. */
static const char *
shown_by(const struct board_document *document, const char *key)
{
	const char *at = strstr(document->bytes, key);

	assert_non_null(at);
	return at + strlen(key);
}

static void
what_is_muted_is_shown(void **unused)
{
	struct board *board = board_new();
	struct mutes mutes = { 0 };
	struct board_document document;
	const struct report *report;
	uint64_t generation;
	(void)unused;

	board_publish(board, scene_missing("main"));
	document = board_document(board);
	assert_non_null(strstr(shown_by(&document, "\"acknowledged\":"), " null"));
	assert_non_null(strstr(shown_by(&document, "\"silenced\":"), " null"));
	generation = board_generation(board);

	report = board_find(board, "main");
	mutes_add(&mutes, &(struct mute){ .kind = MUTE_ACK,
	                                  .target = "main",
	                                  .finding = report->findings[1].id,
	                                  .fingerprint = report->findings[1].fingerprint,
	                                  .by = "alice",
	                                  .reason = "wait",
	                                  .at = NINE });
	mutes_add(&mutes, &(struct mute){ .kind = MUTE_SILENCE,
	                                  .target = "main",
	                                  .by = "bob",
	                                  .reason = "deployment",
	                                  .at = NINE,
	                                  .until = NINE + MINUTE });
	board_set_mutes(board, &mutes);
	assert_int_equal(mutes.count, 0);
	assert_int_equal(board_mutes(board)->count, 2);
	assert_int_not_equal(board_generation(board), generation);
	document = board_document(board);
	/* The second of the two findings, and it alone. */
	assert_int_equal(strncmp(shown_by(&document, "\"acknowledged\": "), "null", 4), 0);
	assert_non_null(strstr(document.bytes, "\"by\": \"alice\""));
	assert_non_null(strstr(shown_by(&document, "\"reason\": \"wait\""), "\"until\": null"));
	assert_non_null(strstr(shown_by(&document, "\"by\": \"bob\""),
	                       "\"until\": \"2026-11-22T09:01:00.000Z\""));

	board_set_mutes(board, &mutes);
	document = board_document(board);
	assert_null(strstr(document.bytes, "alice"));
	board_free(board);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(targets_keep_the_order_in_which_they_came),
		cmocka_unit_test(many_targets),
		cmocka_unit_test(what_is_muted_is_shown),
		cmocka_unit_test(the_observer_hears_of_each_publication),
		cmocka_unit_test(a_reference_outlives_the_board),
		cmocka_unit_test(the_document_is_made_once_per_publication),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
