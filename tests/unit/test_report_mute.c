#include "report/mute.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#define FINDING  "0123456789abcdef"
#define AS_IT_IS "fedcba9876543210"

static const struct mute ack = {
	.number = 7,
	.kind = MUTE_ACK,
	.target = "main",
	.finding = FINDING,
	.fingerprint = AS_IT_IS,
	.what = "table public.a is missing",
	.by = "alice",
	.reason = "wait for the release",
	.at = 1000,
	.until = 5000,
};

static const struct mute silence = {
	.number = 8,
	.kind = MUTE_SILENCE,
	.target = "main",
	.by = "bob",
	.reason = "deployment",
	.at = 1000,
};

static void
an_acknowledgement_is_bound_to_target_and_fingerprint(void **unused)
{
	struct mutes mutes = { 0 };
	const struct mute *found;
	(void)unused;

	assert_null(mutes_ack(NULL, "main", AS_IT_IS, 0));
	assert_null(mutes_ack(&mutes, "main", AS_IT_IS, 0));
	mutes_add(&mutes, &ack);
	found = mutes_ack(&mutes, "main", AS_IT_IS, 2000);
	assert_non_null(found);
	assert_int_equal(found->number, 7);
	assert_string_equal(found->by, "alice");
	assert_ptr_not_equal(found->by, ack.by);
	assert_null(mutes_ack(&mutes, "other", AS_IT_IS, 2000));
	assert_null(mutes_ack(&mutes, "main", FINDING, 2000));
	assert_null(mutes_silence(&mutes, "main", 2000));
	mutes_done(&mutes);
	assert_int_equal(mutes.count, 0);
}

static void
it_ends_when_its_time_has_come(void **unused)
{
	struct mutes mutes = { 0 };
	(void)unused;

	mutes_add(&mutes, &ack);
	mutes_add(&mutes, &silence);
	assert_non_null(mutes_ack(&mutes, "main", AS_IT_IS, 4999));
	assert_null(mutes_ack(&mutes, "main", AS_IT_IS, 5000));
	assert_non_null(mutes_silence(&mutes, "main", INT64_MAX));
	mutes_done(&mutes);
}

static void
of_several_one_in_force_is_enough(void **unused)
{
	struct mutes mutes = { 0 };
	struct mute mute = silence;
	(void)unused;

	for (int i = 0; i < 100; i++) {
		mute.number = 100 + i;
		mute.until = i == 70 ? 0 : 10;
		mutes_add(&mutes, &mute);
	}
	assert_int_equal(mutes.count, 100);
	for (int i = 0; i < 100; i++)
		assert_int_equal(mutes.list[i].number, 100 + i);
	assert_int_equal(mutes_silence(&mutes, "main", 20)->number, 170);
	assert_null(mutes_silence(&mutes, "mai", 20));
	mutes_done(&mutes);
}

static void
kinds_have_words(void **unused)
{
	(void)unused;
	assert_string_equal(mute_kind_word(MUTE_ACK), "ack");
	assert_string_equal(mute_kind_word(MUTE_SILENCE), "silence");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_acknowledgement_is_bound_to_target_and_fingerprint),
		cmocka_unit_test(it_ends_when_its_time_has_come),
		cmocka_unit_test(of_several_one_in_force_is_enough),
		cmocka_unit_test(kinds_have_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
