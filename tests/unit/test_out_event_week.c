// link: event_stage.c
// link: report_fixture.c
/* Plays event_week.txt with a clock of its own: what is told must be what is written there, event by
 * event and to the minute. */
#include "out/event_decide.h"

#include "base/file.h"
#include "event_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STORY   "tests/unit/event_week.txt"
#define MINUTES (7 * 24 * 60)

static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

struct story {
	char *text;
	char *lines[512];
	int minutes[512]; /* of each line */
	size_t count;
};

static int
minute_of(const char *line)
{
	char day[4];
	int hour, minute;

	if (sscanf(line, "%3s %2d:%2d", day, &hour, &minute) == 3) {
		for (int i = 0; i < 7; i++) {
			if (strcmp(days[i], day) == 0)
				return i * 24 * 60 + hour * 60 + minute;
		}
	}
	fail_msg("%s: no time: %s", STORY, line);
	return 0;
}

static void
read_story(struct story *story)
{
	struct err err = { 0 };
	size_t length;

	*story = (struct story){ 0 };
	if (!file_read(STORY, 1024 * 1024, &story->text, &length, &err))
		fail_msg("%s", err.message);
	for (char *line = strtok(story->text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		if (line[0] == '#')
			continue;
		assert_true(story->count < sizeof story->lines / sizeof *story->lines);
		story->minutes[story->count] = minute_of(line);
		story->lines[story->count++] = line + strlen("Mon 09:00  ");
	}
}

/* --- what happens -------------------------------------------------------------------------------- */

struct player {
	struct stage stage;
	int stopped_for; /* minutes that checks have not ended; -1: they do */
	bool away;       /* the daemon */
	int minute;
	struct text told;
};

/* One line for each event that was told. */
static void
note(struct player *player, const char *said)
{
	int minute = player->minute;

	while (said[0] != '\0') {
		size_t length = strcspn(said, "\n");

		text_addf(&player->told, "%s %02d:%02d  = %.*s\n", days[minute / 1440],
		          minute / 60 % 24, minute % 60, (int)length, said);
		said += length + (said[length] == '\n');
	}
}

static bool
has(const struct stage *stage, const char *name)
{
	for (size_t i = 0; i < stage->thing_count; i++) {
		if (strcmp(stage->things[i].name, name) == 0)
			return true;
	}
	return false;
}

static void
happen_default(struct player *player, const char *name, const char *value)
{
	struct stage *stage = &player->stage;

	if (!has(stage, name))
		stage_find(stage, name, SEVERITY_WARNING, value);
	snprintf(stage_thing(stage, name)->value, sizeof stage->things[0].value, "%s", value);
}

static void
happen_reload(struct player *player, const char *option, const char *value)
{
	struct event_config *config = &player->stage.config;

	if (strcmp(option, "confirm") == 0)
		config->confirm = (unsigned)atoi(value);
	else if (strcmp(option, "flap_limit") == 0)
		config->flap_limit = (unsigned)atoi(value);
	else if (strcmp(option, "remind_every") == 0)
		config->remind_every_ms = atoi(value) * STAGE_MINUTE;
	else
		fail_msg("no option %s", option);
}

static void
happen_revision(struct player *player, const char *name, const char *value)
{
	(void)value;
	player->stage.revision = name[0] == '\0' ? NULL : strdup(name);
}

static void
happen_undo(struct player *player, const char *name, const char *value)
{
	(void)value;
	if (strcmp(name, "alembic_version") != 0) {
		stage_lose(&player->stage, name);
		return;
	}
	free((char *)(uintptr_t)player->stage.revision);
	player->stage.revision = NULL;
}

#define HAPPEN(verb, ...)                                                                     \
	static void happen_##verb(struct player *player, const char *name, const char *value) \
	{                                                                                     \
		struct stage *stage = &player->stage;                                         \
		(void)stage;                                                                  \
		(void)name;                                                                   \
		(void)value;                                                                  \
		__VA_ARGS__;                                                                  \
	}
HAPPEN(drop, stage_find(stage, name, SEVERITY_CRITICAL, NULL))
HAPPEN(create, stage_lose(stage, name))
HAPPEN(unread, stage_thing(stage, name)->unread = true)
HAPPEN(read, stage_thing(stage, name)->unread = false)
HAPPEN(down, stage->down = true)
HAPPEN(up, stage->down = false)
HAPPEN(hang, player->stopped_for = 0)
HAPPEN(unhang, player->stopped_for = -1)
HAPPEN(lock, stage->locked = true)
HAPPEN(unlock, stage->locked = false)
HAPPEN(created, note(player, stage_created(stage, true, name)))
HAPPEN(failed, note(player, stage_created(stage, false, name)))
HAPPEN(deploy, stage->deployment = true)
HAPPEN(deployed, stage->deployment = false)
HAPPEN(ack, stage_ack(stage, name, atoi(value)))
HAPPEN(silence, stage_silence(stage, atoi(name)))
HAPPEN(unmute, stage_unmute(stage))
HAPPEN(stop, player->away = true)
HAPPEN(start, player->away = false; stage_restart(stage))
HAPPEN(restart, stage_restart(stage))
HAPPEN(database, snprintf(stage->database, sizeof stage->database, "%s", name))

static void
happen(struct player *player, const char *line)
{
#define VERB(verb)                   \
	{                            \
#verb, happen_##verb \
	}
	static const struct {
		const char *verb;
		void (*does)(struct player *player, const char *name, const char *value);
	} verbs[] = { VERB(drop),     VERB(create), VERB(default),  VERB(undo),     VERB(unread),
		      VERB(read),     VERB(down),   VERB(up),       VERB(hang),     VERB(unhang),
		      VERB(lock),     VERB(unlock), VERB(ack),      VERB(silence),  VERB(unmute),
		      VERB(stop),     VERB(start),  VERB(restart),  VERB(database), VERB(reload),
		      VERB(revision), VERB(deploy), VERB(deployed), VERB(created),  VERB(failed) };
#undef VERB
	char verb[32], name[32] = "", value[32] = "";

	if (sscanf(line, "%31s %31s %31s", verb, name, value) < 1)
		fail_msg("nothing happens: %s", line);
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		if (strcmp(verbs[i].verb, verb) == 0) {
			verbs[i].does(player, name, value);
			return;
		}
	}
	fail_msg("what is that: %s", line);
}

/* --- the week ------------------------------------------------------------------------------------ */

static void
check(struct player *player, int minute)
{
	struct stage *stage = &player->stage;

	stage->now = STAGE_BEGIN + minute * STAGE_MINUTE;
	if (player->away)
		return;
	if (player->stopped_for >= 0 && player->stopped_for++ != 2)
		return;
	stage->stale = player->stopped_for >= 0;
	note(player, stage_check(stage));
}

static void
write_expected(const struct story *story, struct text *out)
{
	for (size_t i = 0; i < story->count; i++) {
		int minute = story->minutes[i];

		if (story->lines[i][0] == '=')
			text_addf(out, "%s %02d:%02d  %s\n", days[minute / 1440], minute / 60 % 24,
			          minute % 60, story->lines[i]);
	}
}

static void
compare(const char *expected, const char *told)
{
	size_t start = 0, at = 0;

	for (; expected[at] == told[at] && told[at] != '\0'; at++) {
		if (told[at] == '\n')
			start = at + 1;
	}
	if (expected[at] == told[at])
		return;
	print_message("expected: %.*s\ntold:     %.*s\n", (int)strcspn(expected + start, "\n"),
	              expected + start, (int)strcspn(told + start, "\n"), told + start);
	fail();
}

/* restart_every: minutes, 0: only where the story says so. */
static void
play(int restart_every)
{
	struct player player = { .stopped_for = -1 };
	struct text expected = { 0 };
	struct story story;
	size_t next = 0;

	read_story(&story);
	stage_init(&player.stage);
	for (int minute = 0; minute < MINUTES; minute++) {
		player.minute = minute;
		player.stage.now = STAGE_BEGIN + minute * STAGE_MINUTE;
		for (; next < story.count && story.minutes[next] <= minute; next++) {
			assert_int_equal(story.minutes[next], minute);
			if (story.lines[next][0] != '=')
				happen(&player, story.lines[next]);
		}
		if (restart_every > 0 && minute % restart_every == 0 && !player.away)
			stage_restart(&player.stage);
		check(&player, minute);
	}
	assert_int_equal(next, story.count);
	write_expected(&story, &expected);
	compare(text_str(&expected), text_str(&player.told));
	text_done(&expected);
	text_done(&player.told);
	stage_done(&player.stage);
	free(story.text);
}

static void
a_week(void **unused)
{
	(void)unused;
	play(0);
}

/* Not in the minute in which a new revision must be told from the one before it. */
static void
a_week_with_many_restarts(void **unused)
{
	(void)unused;
	play(13);
}

/* A reload and a test are told as they come: there is nothing to decide. */
static void
every_event_that_is_decided_on_is_in_it(void **unused)
{
	struct text expected = { 0 };
	struct story story;
	(void)unused;

	read_story(&story);
	write_expected(&story, &expected);
	for (size_t type = 0; type < EVENT_TYPE_COUNT; type++) {
		const char *name = event_type_name((enum event_type)type);

		if (type != EVENT_TYPE_CONFIG_REJECTED && type != EVENT_TYPE_TEST &&
		    strstr(text_str(&expected), name) == NULL)
			fail_msg("no %s in the week", name);
	}
	text_done(&expected);
	free(story.text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_week),
		cmocka_unit_test(a_week_with_many_restarts),
		cmocka_unit_test(every_event_that_is_decided_on_is_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
