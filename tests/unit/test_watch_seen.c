// link: expect_build.c
// link: world.c
#include "watch/seen.h"

#include "base/file.h"
#include "base/log.h"
#include "expect_build.h"
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Thousands of times something is brought to the disk: it had better be none. */
#define SCRATCH       "/dev/shm/pgdriftd-seen-XXXXXX"
#define OTHER_SCRATCH "/tmp/pgdriftd-seen-XXXXXX"

static const struct server home = { .version = 150020,
	                            .system_identifier = "7312345678901234567",
	                            .database = "app",
	                            .database_oid = "16384" };

struct place {
	char directory[64];
	char path[128];
	struct expected *expected;
	struct world *world;
};

/* A prerequisite, two tables, and an optional module. */
static struct expected *
expect(void)
{
	struct build *build = build_new();

	build_prerequisites(build);
	build_table(build, "organizations");
	build_module(build, "core", REQUIREMENT_REQUIRED);
	build_table(build, "events");
	build_table(build, "Ti\"cké ts");
	build_module(build, "extra", REQUIREMENT_OPTIONAL);
	build_table(build, "extras");
	return build_done(build);
}

static int
setup(void **state)
{
	struct place *place = calloc(1, sizeof *place);

	strcpy(place->directory, access("/dev/shm", W_OK) == 0 ? SCRATCH : OTHER_SCRATCH);
	if (mkdtemp(place->directory) == NULL)
		return -1;
	snprintf(place->path, sizeof place->path, "%s/seen-main.json", place->directory);
	place->expected = expect();
	place->world = world_new(expected_ref(place->expected));
	log_set_level(LOG_LEVEL_ERROR);
	*state = place;
	return 0;
}

/* How many files there are whose name holds that; `erase` unlinks them. */
static unsigned
files(const struct place *place, const char *part, bool erase)
{
	DIR *directory = opendir(place->directory);
	struct dirent *entry;
	unsigned count = 0;
	char path[512];

	while ((entry = readdir(directory)) != NULL) {
		if (entry->d_name[0] == '.' || strstr(entry->d_name, part) == NULL)
			continue;
		count++;
		snprintf(path, sizeof path, "%s/%s", place->directory, entry->d_name);
		if (erase)
			remove(path);
	}
	closedir(directory);
	return count;
}

static int
teardown(void **state)
{
	struct place *place = *state;
	int failed;

	files(place, "", true);
	failed = rmdir(place->directory);
	world_free(place->world);
	expected_unref(place->expected);
	free(place);
	return failed;
}

static struct seen *
open_seen(const struct place *place, bool met)
{
	return seen_open(&(struct seen_options){ .state_dir = place->directory,
	                                         .target = "main",
	                                         .met = met,
	                                         .expected = place->expected,
	                                         .durable = true });
}

static bool
before(const struct place *place, const struct seen *seen, const char *table)
{
	size_t item = expected_find(place->expected, KIND_table, "public", table, table);

	assert_true(item != EXPECTED_NONE);
	return seen_before(seen)[item];
}

static const struct outcome *
look(struct place *place)
{
	return world_compare(place->world, NULL, 0);
}

/* What the comparison finds when nothing but the prerequisite is there: the one finding of a module. */
static size_t
modules_lost(const struct place *place, const struct seen *seen, const struct server *server)
{
	struct arena arena = { 0 };
	struct selection selection;
	struct outcome *outcome;
	struct compare *compare;
	size_t lost = 0;

	assert_true(select_modules(place->expected, NULL, 0, &arena, &selection, NULL));
	compare = compare_new(place->expected, &selection);
	seen_tell(seen, server, compare);
	for (size_t i = 0; i < place->expected->item_count; i++)
		compare_presence(compare, i, i == 0 ? 'r' : '\0', NULL);
	for (size_t kind = 0; kind < KIND_COUNT; kind++)
		compare_kind_done(compare, (enum kind)kind);
	outcome = compare_finish(compare, "main", "2026-11-28", &arena);
	for (size_t i = 0; i < outcome->drift_count; i++)
		lost += outcome->drifts[i].kind == KIND_module;
	compare_free(compare);
	arena_done(&arena);
	return lost;
}

/* --- identity -------------------------------------------------------------------------------------- */

static void
the_first_database_is_the_one(void **state)
{
	struct place *place = *state;
	struct seen *seen = open_seen(place, false);
	struct server other = home;

	assert_int_equal(seen_identify(seen, &home), SEEN_FIRST);
	seen_learn(seen, &home, look(place));
	for (unsigned round = 0; round < 2; round++) {
		other = home;
		assert_int_equal(seen_identify(seen, &home), SEEN_SAME);
		other.system_identifier = "8";
		assert_int_equal(seen_identify(seen, &other), SEEN_ANOTHER);
		other.system_identifier = NULL;
		assert_int_equal(seen_identify(seen, &other), SEEN_UNTOLD);
		other = home;
		other.database = "app2";
		assert_int_equal(seen_identify(seen, &other), SEEN_ANOTHER);
		other = home;
		other.database_oid = "16385";
		assert_int_equal(seen_identify(seen, &other), SEEN_ANOTHER);
		other.system_identifier = NULL;
		assert_int_equal(seen_identify(seen, &other), SEEN_ANOTHER);
		seen_free(seen);
		seen = open_seen(place, true);
	}
	seen_free(seen);
}

static void
what_may_not_be_asked_is_added_later(void **state)
{
	struct place *place = *state;
	struct seen *seen = open_seen(place, false);
	struct server vague = home;

	vague.system_identifier = NULL;
	seen_learn(seen, &vague, look(place));
	assert_int_equal(seen_identify(seen, &vague), SEEN_UNTOLD);
	assert_true(before(place, seen, "events"));
	vague.database_oid = "1";
	assert_int_equal(seen_identify(seen, &vague), SEEN_ANOTHER);
	seen_learn(seen, &home, look(place));
	assert_int_equal(seen_identify(seen, &home), SEEN_SAME);
	seen_free(seen);
}

static void
another_database_changes_no_record(void **state)
{
	struct place *place = *state;
	struct server other = home;
	struct seen *seen = open_seen(place, false);
	char *old, *new;
	size_t length;

	other.system_identifier = "8";
	world_drop(place->world, KIND_table, NULL, "events");
	seen_learn(seen, &home, look(place));
	assert_true(file_read(place->path, 10000, &old, &length, NULL));
	world_free(place->world);
	place->world = world_new(expected_ref(place->expected));
	seen_learn(seen, &other, look(place));
	assert_false(before(place, seen, "events"));
	assert_true(file_read(place->path, 10000, &new, &length, NULL));
	assert_string_equal(old, new);
	assert_int_equal(seen_identify(seen, &home), SEEN_SAME);
	free(old);
	free(new);
	seen_free(seen);
}

/* --- what was there -------------------------------------------------------------------------------- */

static void
what_was_there_once_is_known_for_ever(void **state)
{
	struct place *place = *state;
	struct seen *seen = open_seen(place, false);
	struct err err = { 0 };

	world_drop(place->world, KIND_table, NULL, "events");
	seen_learn(seen, &home, look(place));
	assert_true(seen_kept(seen, &err));
	assert_false(before(place, seen, "events"));
	assert_true(before(place, seen, "Ti\"cké ts"));
	world_drop(place->world, KIND_table, NULL, "Ti\"cké ts");
	seen_learn(seen, &home, look(place));
	seen_free(seen);

	seen = open_seen(place, true);
	assert_int_equal(seen_broken(seen), 0);
	assert_false(before(place, seen, "events"));
	assert_true(before(place, seen, "Ti\"cké ts"));
	assert_true(before(place, seen, "organizations"));
	seen_free(seen);
	assert_int_equal(files(place, "", false), 1);
}

static void
other_manifests_lose_nothing(void **state)
{
	struct place *place = *state;
	struct build *build = build_new();
	struct seen *seen = open_seen(place, false);
	struct expected *small;
	struct world *world;

	seen_learn(seen, &home, look(place));
	seen_free(seen);
	build_module(build, "new", REQUIREMENT_REQUIRED);
	build_table(build, "new");
	small = build_done(build);
	world = world_new(expected_ref(small));
	seen = seen_open(&(struct seen_options){
		.state_dir = place->directory, .target = "main", .met = true, .expected = small });
	seen_learn(seen, &home, world_compare(world, NULL, 0));
	seen_free(seen);
	world_free(world);
	expected_unref(small);

	seen = open_seen(place, true);
	assert_true(before(place, seen, "events"));
	assert_int_equal(modules_lost(place, seen, &home), 1);
	seen_free(seen);
}

static void
all_at_once_is_vanished(void **state)
{
	struct place *place = *state;
	struct seen *seen = open_seen(place, false);

	world_drop(place->world, KIND_table, NULL, "events");
	world_drop(place->world, KIND_table, NULL, "organizations");
	world_drop(place->world, KIND_table, NULL, "extras");
	assert_false(seen_vanished(seen, look(place)));
	seen_learn(seen, &home, look(place));
	assert_false(seen_vanished(seen, look(place)));
	world_free(place->world);
	place->world = world_new(expected_ref(place->expected));
	world_drop(place->world, KIND_table, NULL, "Ti\"cké ts");
	/* The others came, but the only one that was there is gone. */
	assert_true(seen_vanished(seen, look(place)));
	seen_learn(seen, &home, look(place));
	assert_false(seen_vanished(seen, look(place)));
	world_drop(place->world, KIND_table, NULL, "events");
	assert_false(seen_vanished(seen, look(place)));
	world_drop(place->world, KIND_table, NULL, "organizations");
	world_replace(place->world, "extras", 'v');
	assert_true(seen_vanished(seen, look(place)));
	seen_free(seen);
	/* Over a restart too. */
	seen = open_seen(place, true);
	assert_true(seen_vanished(seen, look(place)));
	seen_learn(seen, &home, look(place));
	assert_false(seen_vanished(seen, look(place)));
	seen_free(seen);
}

static void
an_optional_module_that_was_there_is_told_until_it_is_forgotten(void **state)
{
	struct place *place = *state;
	struct seen *seen = open_seen(place, false);
	struct server other = home;
	size_t extra = 2;

	other.system_identifier = "8";
	assert_string_equal(place->expected->modules[extra].name, "extra");
	assert_int_equal(modules_lost(place, seen, &home), 0);
	seen_learn(seen, &home, look(place));
	assert_int_equal(modules_lost(place, seen, &home), 1);
	assert_int_equal(modules_lost(place, seen, &other), 0);
	seen_free(seen);
	seen = open_seen(place, true);
	assert_int_equal(modules_lost(place, seen, &home), 1);
	assert_true(seen_forget_module(seen, extra));
	assert_false(seen_forget_module(seen, extra));
	assert_int_equal(modules_lost(place, seen, &home), 0);
	seen_free(seen);
	seen = open_seen(place, true);
	assert_int_equal(modules_lost(place, seen, &home), 0);
	seen_free(seen);
}

/* --- the file -------------------------------------------------------------------------------------- */

static void
assert_presumed(struct place *place, bool met, unsigned broken)
{
	struct seen *seen = open_seen(place, met);
	struct err err = { 0 };

	assert_int_equal(seen_broken(seen), broken);
	/* It outlives a restart before the first check. */
	seen_free(seen);
	seen = open_seen(place, met);
	assert_int_equal(seen_broken(seen), 0);
	assert_int_equal(seen_identify(seen, &home), SEEN_FIRST);
	assert_int_equal(modules_lost(place, seen, &home), 0);
	seen_learn(seen, &home, look(place));
	assert_true(before(place, seen, "events"));
	assert_true(before(place, seen, "Ti\"cké ts"));
	assert_true(seen_kept(seen, &err));
	seen_free(seen);
	seen = open_seen(place, met);
	assert_true(before(place, seen, "events"));
	assert_int_equal(seen_identify(seen, &home), SEEN_SAME);
	seen_free(seen);
}

/* Whatever was missing then may have been there once. */
static void
a_torn_file_is_set_aside_wherever_it_is_torn(void **state)
{
	struct place *place = *state;
	struct seen *seen = open_seen(place, false);
	char *whole;
	size_t length;

	world_drop(place->world, KIND_table, NULL, "extras");
	seen_learn(seen, &home, look(place));
	seen_free(seen);
	assert_true(file_read(place->path, 10000, &whole, &length, NULL));
	assert_true(length > 200 && whole[length - 1] == '\n');
	world_drop(place->world, KIND_table, NULL, "events");
	world_drop(place->world, KIND_table, NULL, "Ti\"cké ts");
	for (size_t torn = 0; torn < length - 1; torn++) {
		files(place, "", true);
		assert_true(file_replace(place->path, whole, torn, true, NULL));
		assert_presumed(place, torn % 2 == 0, 1);
		assert_int_equal(files(place, ".broken-", false), 1);
	}
	/* Whole, without its last newline. */
	files(place, "", true);
	assert_true(file_replace(place->path, whole, length - 1, true, NULL));
	seen = open_seen(place, true);
	assert_int_equal(seen_broken(seen), 0);
	assert_int_equal(seen_identify(seen, &home), SEEN_SAME);
	seen_free(seen);
	free(whole);
}

static void
what_is_no_record_of_this_target_is_set_aside(void **state)
{
	static const char *const records[] = {
		"[]",
		"{}",
		"{\"seen\": 2, \"target\": \"main\", \"system_identifier\": null, \"database\": null, "
		"\"database_oid\": null, \"presume\": false, \"tables\": {}, \"modules\": []}",
		"{\"seen\": 1, \"target\": \"other\", \"system_identifier\": null, \"database\": null, "
		"\"database_oid\": null, \"presume\": false, \"tables\": {}, \"modules\": []}",
		"{\"seen\": 1, \"target\": \"main\", \"system_identifier\": \"1\", \"database\": null, "
		"\"database_oid\": null, \"presume\": false, \"tables\": {}, \"modules\": []}",
		"{\"seen\": 1, \"target\": \"main\", \"system_identifier\": null, \"database\": null, "
		"\"database_oid\": null, \"presume\": 0, \"tables\": {}, \"modules\": []}",
		"{\"seen\": 1, \"target\": \"main\", \"system_identifier\": null, \"database\": null, "
		"\"database_oid\": null, \"presume\": false, \"tables\": {\"public\": [1]}, "
		"\"modules\": []}",
		"{\"seen\": 1, \"target\": \"main\", \"system_identifier\": null, \"database\": null, "
		"\"database_oid\": null, \"presume\": false, \"tables\": {}, \"modules\": [null]}",
		"{\"seen\": 1, \"seen\": 1, \"target\": \"main\", \"system_identifier\": null, "
		"\"database\": null, \"database_oid\": null, \"presume\": false, \"tables\": {}, "
		"\"modules\": []}",
	};
	struct place *place = *state;

	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		files(place, "", true);
		assert_true(file_replace(place->path, records[i], strlen(records[i]), true, NULL));
		assert_presumed(place, false, 1);
	}
	files(place, "", true);
	assert_int_equal(mkdir(place->path, 0700), 0);
	assert_presumed(place, false, 1);
}

static void
no_record_of_a_target_that_was_met_is_a_loss(void **state)
{
	struct place *place = *state;

	world_drop(place->world, KIND_table, NULL, "events");
	assert_presumed(place, true, 0);
}

static void
no_record_of_a_target_that_was_not_is_none(void **state)
{
	struct place *place = *state;
	struct seen *seen = open_seen(place, false);

	seen_free(seen);
	/* Met in the meantime, but its database never answered. */
	seen = open_seen(place, true);
	world_drop(place->world, KIND_table, NULL, "events");
	seen_learn(seen, &home, look(place));
	assert_false(before(place, seen, "events"));
	seen_free(seen);
}

static void
what_cannot_be_kept_says_so_and_is_tried_again(void **state)
{
	struct place *place = *state;
	struct seen *seen = seen_open(&(struct seen_options){
		.target = "main", .expected = place->expected, .durable = true });
	struct err err = { 0 };
	char way[80];

	seen_learn(seen, &home, look(place));
	assert_true(before(place, seen, "events"));
	assert_false(seen_kept(seen, &err));
	assert_string_equal(err.message, "there is no state_dir");
	seen_free(seen);

	snprintf(way, sizeof way, "%s/way", place->directory);
	seen = seen_open(&(struct seen_options){
		.state_dir = way, .target = "main", .expected = place->expected, .durable = true });
	seen_learn(seen, &home, look(place));
	err = (struct err){ 0 };
	assert_false(seen_kept(seen, &err));
	assert_non_null(strstr(err.message, "No such file or directory"));
	assert_int_equal(mkdir(way, 0700), 0);
	seen_learn(seen, &home, look(place));
	assert_true(seen_kept(seen, &err));
	seen_free(seen);
	strcat(way, "/seen-main.json");
	assert_int_equal(unlink(way), 0);
	*strrchr(way, '/') = '\0';
	assert_int_equal(rmdir(way), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_database_is_the_one),
		TEST(what_may_not_be_asked_is_added_later),
		TEST(another_database_changes_no_record),
		TEST(what_was_there_once_is_known_for_ever),
		TEST(other_manifests_lose_nothing),
		TEST(all_at_once_is_vanished),
		TEST(an_optional_module_that_was_there_is_told_until_it_is_forgotten),
		TEST(a_torn_file_is_set_aside_wherever_it_is_torn),
		TEST(what_is_no_record_of_this_target_is_set_aside),
		TEST(no_record_of_a_target_that_was_met_is_a_loss),
		TEST(no_record_of_a_target_that_was_not_is_none),
		TEST(what_cannot_be_kept_says_so_and_is_tried_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
