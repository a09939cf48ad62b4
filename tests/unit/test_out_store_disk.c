// link: store_fixture.c
// link: clock_fake.c
/* What the disk does to the store: torn and foreign files, no room, no right to write. The log of
 * these tests speaks of errors: that is as it should be. */
#include "out/store.h"

#include "base/file.h"
#include "base/log.h"
#include "clock_fake.h"
#include "store_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glob.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define RETURN_MS 6000 /* more than the store waits until it tries the disk again */

/* A store with something of everything in it, closed: two owed, one delivered, a memory, a mute. */
static void
fill(const struct place *place)
{
	struct store *store = store_open(place->path, &roomy);
	struct mute mute = { .kind = MUTE_SILENCE, .target = "main", .by = "a", .reason = "r" };

	assert_true(store_on_disk(store));
	store_subscribe(store, &mail, 1);
	store_delivered(store, "mail", append(store, "one", NULL));
	append(store, "two", NULL);
	append(store, "three", "{\"told\":3}");
	store_mute(store, &mute);
	store_close(store);
}

static void
assert_filled(struct store *store)
{
	struct mutes mutes;

	assert_string_equal(history(store), "one two three");
	assert_memory(store, "{\"told\":3}");
	assert_int_equal(store_backlog(store, "mail"), 2);
	store_mutes(store, &mutes);
	assert_int_equal(mutes.count, 1);
	mutes_done(&mutes);
}

static void
assert_works(struct store *store)
{
	store_subscribe(store, &mail, 1);
	deliver_all(store, "mail");
	append(store, "next", "{\"next\":1}");
	assert_memory(store, "{\"next\":1}");
	assert_string_equal(deliver_all(store, "mail"), "next");
}

static char *
read_all(const char *path, size_t *ret_length)
{
	struct err err = { 0 };
	char *bytes;

	if (!file_read(path, 64 * 1024 * 1024, &bytes, ret_length, &err))
		fail_msg("%s", err.message);
	return bytes;
}

/* These tests open thousands of databases, and none must outlive a loss of power. */
int
fsync(int file)
{
	(void)file;
	return 0;
}

int
fdatasync(int file)
{
	(void)file;
	return 0;
}

/* Every byte of the head and around the ends of pages; a sample of what lies between. */
static bool
worth_a_cut(size_t cut)
{
	return cut <= 120 || cut % 4096 <= 8 || cut % 4096 >= 4088 || cut % 127 == 0;
}

/* Either nothing of it is lost (a page may end in zeros), or all of it is set aside. SQLite takes a
 * file of one byte for an empty one. */
static void
a_file_that_is_cut_anywhere_is_set_aside(void **state)
{
	const struct place *place = *state;
	struct store *store;
	size_t length;
	unsigned kept = 0;
	char *bytes;

	fill(place);
	bytes = read_all(place->path, &length);
	for (size_t cut = 0; cut < length; cut++) {
		bool aside;

		if (!worth_a_cut(cut))
			continue;
		place_write(place->path, bytes, cut);
		store = store_open(place->path, &roomy);
		assert_true(store_on_disk(store));
		aside = place_count(place, "broken") > 0;
		assert_false(aside && cut <= 1);
		if (aside || cut <= 1)
			assert_string_equal(history(store), "");
		else
			assert_filled(store);
		kept += !aside;
		if (cut % 127 == 0)
			assert_works(store);
		store_close(store);
		place_remove(place, "state.db");
	}
	assert_true(kept < 50);
	place_write(place->path, bytes, length);
	store = store_open(place->path, &roomy);
	assert_filled(store);
	store_close(store);
	free(bytes);
}

/* The log that a killed process leaves behind: cut anywhere it gives what was committed before. */
static void
a_log_that_is_cut_anywhere_loses_its_end_only(void **state)
{
	const struct place *place = *state;
	size_t main_length, log_length, seen = 0;
	char log[200], *main_bytes, *log_bytes;
	struct store *store = store_open(place->path, &roomy);

	snprintf(log, sizeof log, "%s-wal", place->path);
	append(store, "one", "{\"told\":1}");
	append(store, "two", "{\"told\":2}");
	append(store, "three", "{\"told\":3}");
	main_bytes = read_all(place->path, &main_length);
	log_bytes = read_all(log, &log_length);
	store_close(store);
	for (size_t cut = 0; cut <= log_length; cut++) {
		char told[32];
		const char *words;
		size_t events;

		if (!worth_a_cut(cut) && cut != log_length)
			continue;
		place_write(place->path, main_bytes, main_length);
		place_write(log, log_bytes, cut);
		store = store_open(place->path, &roomy);
		words = history(store);
		events = words[0] == '\0' ? 0 : words[3] == '\0' ? 1 : words[7] == '\0' ? 2 : 3;
		/* An event and the memory that it was told go together. */
		snprintf(told, sizeof told, "{\"told\":%zu}", events);
		assert_memory(store, events == 0 ? NULL : told);
		assert_true(events >= seen);
		seen = events;
		store_close(store);
		place_remove(place, "state.db");
	}
	assert_int_equal(seen, 3);
	assert_int_equal(place_count(place, "broken"), 0);
	free(main_bytes);
	free(log_bytes);
}

static void
damage_within_is_found(void **state)
{
	const struct place *place = *state;
	struct store *store;
	size_t length;
	char *bytes;

	fill(place);
	bytes = read_all(place->path, &length);
	for (size_t page = 1; page < length / 4096; page++)
		memset(bytes + page * 4096, 0xa5, 64);
	place_write(place->path, bytes, length);
	free(bytes);
	store = store_open(place->path, &roomy);
	assert_int_equal(place_count(place, "broken"), 1);
	assert_string_equal(history(store), "");
	assert_works(store);
	store_close(store);
}

static void
foreign_text_is_set_aside(void **state)
{
	const struct place *place = *state;
	static const char text[] = "This is no database, but somebody's only copy of something.\n";
	struct store *store;

	place_write(place->path, text, sizeof text - 1);
	store = store_open(place->path, &roomy);
	assert_int_equal(place_count(place, "broken"), 1);
	assert_true(store_on_disk(store));
	assert_works(store);
	store_close(store);
}

static void
foreign_database(const struct place *place, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void
a_foreign_database_is_set_aside_untouched(void **state)
{
	const struct place *place = *state;
	size_t length, again;
	char *before, *after, pattern[200];
	struct store *store;
	glob_t found;

	foreign_database(place, "CREATE TABLE events (a); INSERT INTO events VALUES (1)");
	before = read_all(place->path, &length);
	store = store_open(place->path, &roomy);
	assert_int_equal(place_count(place, "broken"), 1);
	assert_works(store);
	store_close(store);
	snprintf(pattern, sizeof pattern, "%s/state.db.broken-*", place->directory);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	after = read_all(found.gl_pathv[0], &again);
	globfree(&found);
	assert_int_equal(length, again);
	assert_memory_equal(before, after, length);
	free(before);
	free(after);
}

static void
another_version_is_set_aside(void **state)
{
	const struct place *place = *state;
	struct store *store;

	fill(place);
	foreign_database(place, "PRAGMA user_version = 99");
	store = store_open(place->path, &roomy);
	assert_int_equal(place_count(place, "broken"), 1);
	assert_works(store);
	store_close(store);
}

static void
a_schema_with_a_hole_is_set_aside(void **state)
{
	const struct place *place = *state;
	struct store *store;

	fill(place);
	foreign_database(place, "DROP TABLE memory");
	store = store_open(place->path, &roomy);
	assert_int_equal(place_count(place, "broken"), 1);
	assert_works(store);
	store_close(store);
}

static void
what_is_no_file_is_set_aside(void **state)
{
	const struct place *place = *state;
	struct store *store;

	assert_int_equal(mkfifo(place->path, 0600), 0);
	store = store_open(place->path, &roomy);
	assert_int_equal(place_count(place, "broken"), 1);
	assert_works(store);
	store_close(store);
}

static void
a_second_daemon_stays_in_memory_until_the_first_has_gone(void **state)
{
	const struct place *place = *state;
	struct store *first, *second;

	fill(place);
	first = store_open(place->path, &roomy);
	second = store_open(place->path, &roomy);
	assert_true(store_on_disk(first));
	assert_false(store_on_disk(second));
	assert_int_equal(store_failures(second), 1);
	assert_int_equal(place_count(place, "broken"), 0);
	assert_string_equal(history(second), "");
	assert_works(second);
	append(first, "four", NULL);
	store_close(first);

	clock_fake_advance(RETURN_MS);
	append(second, "five", NULL);
	assert_true(store_on_disk(second));
	/* Put together: what both had. */
	assert_string_equal(history(second), "one two three four next five");
	store_close(second);
}

/* --- a disk without room ------------------------------------------------------------------------ */

static void
limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
a_full_disk_costs_history_and_nothing_else(void **state)
{
	const struct place *place = *state;
	struct store *store;
	struct mute mute = { .kind = MUTE_SILENCE, .target = "aux", .by = "a", .reason = "r" };
	struct mutes mutes;
	char instance[64];

	signal(SIGXFSZ, SIG_IGN);
	fill(place);
	store = store_open(place->path, &roomy);
	store_subscribe(store, &mail, 1);
	snprintf(instance, sizeof instance, "%s", store_instance(store));
	limit_files(1);
	append(store, "four", "{\"told\":4}");
	assert_false(store_on_disk(store));
	assert_int_equal(store_failures(store), 1);
	/* What matters was taken along: what is owed, remembered, muted. */
	assert_string_equal(store_instance(store), instance);
	assert_memory(store, "{\"told\":4}");
	assert_string_equal(deliver_all(store, "mail"), "two three four");
	append(store, "five", "{\"told\":5}");
	store_mute(store, &mute);
	store_mutes(store, &mutes);
	assert_int_equal(mutes.count, 2);
	mutes_done(&mutes);

	/* Still full: it goes on. */
	clock_fake_advance(RETURN_MS);
	append(store, "six", "{\"told\":6}");
	assert_false(store_on_disk(store));
	assert_int_equal(store_failures(store), 1);

	/* And back, at the next write, with all that has happened. */
	limit_files(RLIM_INFINITY);
	clock_fake_advance(RETURN_MS);
	append(store, "seven", "{\"told\":7}");
	assert_true(store_on_disk(store));
	assert_string_equal(history(store), "one two three four five six seven");
	store_close(store);

	store = store_open(place->path, &roomy);
	assert_true(store_on_disk(store));
	assert_int_equal(place_count(place, "broken"), 0);
	assert_string_equal(store_instance(store), instance);
	assert_memory(store, "{\"told\":7}");
	assert_string_equal(deliver_all(store, "mail"), "five six seven");
	store_mutes(store, &mutes);
	assert_int_equal(mutes.count, 2);
	mutes_done(&mutes);
	store_close(store);
}

static void
no_room_at_the_start(void **state)
{
	const struct place *place = *state;
	struct store *store;

	signal(SIGXFSZ, SIG_IGN);
	limit_files(1);
	store = store_open(place->path, &roomy);
	limit_files(RLIM_INFINITY);
	assert_false(store_on_disk(store));
	assert_int_equal(store_failures(store), 1);
	assert_works(store);
	clock_fake_advance(RETURN_MS);
	append(store, "back", NULL);
	assert_true(store_on_disk(store));
	assert_string_equal(history(store), "next back");
	store_close(store);
}

/* Runs the test in a child with a file system of 256 kB of its own; skips it where that is not allowed. */
static void
in_a_tiny_file_system(const struct place *place, void (*test)(const struct place *place))
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		if (unshare(CLONE_NEWNS) != 0 ||
		    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
		    mount("tiny", place->directory, "tmpfs", 0, "size=256k") != 0)
			_exit(77);
		test(place);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* In the child no assertion of cmocka may jump: the exit code says it. */
#define CHECK(condition)                                        \
	do {                                                    \
		if (!(condition)) {                             \
			fprintf(stderr, "line %d\n", __LINE__); \
			_exit(1);                               \
		}                                               \
	} while (0)

static void
fill_up(const struct place *place)
{
	struct store *store = store_open(place->path, &roomy);
	char ballast[200];
	size_t owed;
	FILE *file;

	CHECK(store_on_disk(store));
	store_subscribe(store, &mail, 1);
	append(store, "one", "{\"told\":1}");
	snprintf(ballast, sizeof ballast, "%s/ballast", place->directory);
	file = fopen(ballast, "w");
	while (putc('x', file) != EOF && fflush(file) == 0)
		continue;
	fclose(file);
	for (int i = 0; i < 20; i++)
		append(store, "more", "{\"told\":2}");
	CHECK(!store_on_disk(store));
	owed = store_backlog(store, "mail");
	CHECK(owed == 21);
	remove(ballast);
	clock_fake_advance(RETURN_MS);
	append(store, "back", NULL);
	CHECK(store_on_disk(store));
	store_close(store);
	store = store_open(place->path, &roomy);
	CHECK(store_backlog(store, "mail") == 22);
	CHECK(place_count(place, "broken") == 0);
	store_close(store);
}

static void
a_full_file_system(void **state)
{
	in_a_tiny_file_system(*state, fill_up);
}

static void
written_by_nobody(const struct place *place)
{
	struct store *store;

	fill(place);
	CHECK(mount("tiny", place->directory, NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0);
	store = store_open(place->path, &roomy);
	CHECK(!store_on_disk(store));
	append(store, "next", NULL);
	CHECK(mount("tiny", place->directory, NULL, MS_REMOUNT, NULL) == 0);
	clock_fake_advance(RETURN_MS);
	append(store, "back", NULL);
	CHECK(store_on_disk(store));
	CHECK(strcmp(history(store), "one two three next back") == 0);
	CHECK(place_count(place, "broken") == 0);
	store_close(store);
}

static void
a_read_only_file_system(void **state)
{
	in_a_tiny_file_system(*state, written_by_nobody);
}

static void
a_directory_that_is_not_there_yet(void **state)
{
	const struct place *place = *state;
	char directory[200], path[240];
	struct store *store;

	snprintf(directory, sizeof directory, "%s/later", place->directory);
	snprintf(path, sizeof path, "%s/state.db", directory);
	store = store_open(path, &roomy);
	assert_false(store_on_disk(store));
	assert_works(store);
	assert_int_equal(mkdir(directory, 0700), 0);
	clock_fake_advance(RETURN_MS);
	append(store, "back", NULL);
	assert_true(store_on_disk(store));
	store_close(store);
	unlink(path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_setup, place_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_that_is_cut_anywhere_is_set_aside),
		TEST(a_log_that_is_cut_anywhere_loses_its_end_only),
		TEST(damage_within_is_found),
		TEST(foreign_text_is_set_aside),
		TEST(a_foreign_database_is_set_aside_untouched),
		TEST(another_version_is_set_aside),
		TEST(a_schema_with_a_hole_is_set_aside),
		TEST(what_is_no_file_is_set_aside),
		TEST(a_second_daemon_stays_in_memory_until_the_first_has_gone),
		TEST(a_full_disk_costs_history_and_nothing_else),
		TEST(no_room_at_the_start),
		TEST(a_full_file_system),
		TEST(a_read_only_file_system),
		TEST(a_directory_that_is_not_there_yet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
