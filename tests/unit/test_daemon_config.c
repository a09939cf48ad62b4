#include "daemon/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST                                             \
	"{\"manifest\": 1, \"name\": \"%s\", \"modules\": [" \
	"{\"name\": \"events\", \"tables\": [\"event\"]}, "  \
	"{\"name\": \"blog_content\", \"tables\": [\"post\"]}]}"

/* A directory with two manifests, for the files that a test writes. */
struct place {
	char directory[64];
	char file[96];
	char text[512];
};

static void
write_file(const struct place *place, const char *name, const char *text, mode_t mode)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", place->directory, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static void
write_manifest(const struct place *place, const char *file, const char *name)
{
	char text[512];

	snprintf(text, sizeof text, MANIFEST, name);
	write_file(place, file, text, 0644);
}

static int
setup(void **state)
{
	struct place *place = calloc(1, sizeof *place);

	strcpy(place->directory, "/tmp/pgdriftd-config-XXXXXX");
	if (mkdtemp(place->directory) == NULL)
		return -1;
	snprintf(place->file, sizeof place->file, "%s/x.ini", place->directory);
	write_manifest(place, "m.json", "first");
	write_manifest(place, "n.json", "second");
	*state = place;
	return 0;
}

static int
teardown(void **state)
{
	static const char *const names[] = { "x.ini", "m.json", "n.json", "token", "bad.json" };
	struct place *place = *state;
	char path[128];
	int failed;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", place->directory, names[i]);
		unlink(path);
	}
	failed = rmdir(place->directory);
	free(place);
	return failed;
}

static struct config *
load_chosen(struct place *place, const char *ini, const struct config_choice *choice)
{
	struct config *config = NULL;
	struct err err = { 0 };

	write_file(place, "x.ini", ini, 0640);
	if (!config_load(place->file, choice, &config, &err))
		fail_msg("%s", err.message);
	return config;
}

static struct config *
load(struct place *place, const char *ini)
{
	return load_chosen(place, ini, &(struct config_choice){ 0 });
}

/* Loads what must be refused; the message without the directory, "x.ini:3: ...". */
static const char *
refusal_chosen(struct place *place, const char *ini, const struct config_choice *choice,
               enum err_code code)
{
	struct config *config = NULL;
	struct err err = { 0 };
	size_t length = strlen(place->directory) + 1;
	char *at;

	write_file(place, "x.ini", ini, 0640);
	if (config_load(place->file, choice, &config, &err))
		fail_msg("taken: %s", ini);
	assert_null(config);
	assert_int_equal(err.code, code);
	snprintf(place->text, sizeof place->text, "%.500s", err.message);
	while ((at = strstr(place->text, place->directory)) != NULL)
		memmove(at, at + length, strlen(at + length) + 1);
	return place->text;
}

static const char *
refusal(struct place *place, const char *ini)
{
	return refusal_chosen(place, ini, &(struct config_choice){ 0 }, ERR_CONFIG);
}

#define TARGET "[target main]\nconninfo = dbname=app\nmanifest = m.json\n"

static void
a_target_has_what_its_section_says(void **state)
{
	struct config *config = load(*state, TARGET "modules = *, !blog_content\n"
	                                            "check_interval = 5min\n"
	                                            "connect_timeout = 3s\n"
	                                            "check_timeout = 20\n"
	                                            "lock_timeout = 50\n"
	                                            "statement_timeout = 4s\n"
	                                            "unknown_after = 1h\n"
	                                            "keep_connection = no\n");
	const struct watch_target *target = &config->targets[0];

	assert_int_equal(config->target_count, 1);
	assert_string_equal(target->name, "main");
	assert_string_equal(conninfo_get(target->conninfo, "dbname"), "app");
	assert_string_equal(target->expected->name, "first");
	assert_int_equal(target->module_count, 2);
	assert_string_equal(target->modules[1], "!blog_content");
	assert_int_equal(target->check_interval_ms, 300000);
	assert_int_equal(target->connect_timeout_ms, 3000);
	assert_int_equal(target->check_timeout_ms, 20000);
	assert_int_equal(target->limits.lock_timeout_ms, 50);
	assert_int_equal(target->limits.statement_timeout_ms, 4000);
	assert_int_equal(target->unknown_after_ms, 3600000);
	assert_false(target->keep_connection);
	assert_int_equal(config->warning_count, 0);
	config_free(config);
}

static void
what_a_target_does_not_say_it_has_from_the_daemon(void **state)
{
	struct config *config = load(*state, "[target a]\nconninfo = dbname=a\n"
	                                     "[pgdriftd]\nmanifest = m.json\ncheck_interval = 10s\n"
	                                     "lock_timeout = 7ms\n"
	                                     "[target b]\nconninfo = dbname=b\n"
	                                     "check_interval = 20s\nmanifest = n.json\n");

	assert_int_equal(config->target_count, 2);
	assert_int_equal(config->targets[0].check_interval_ms, 10000);
	assert_int_equal(config->targets[0].unknown_after_ms, 30000);
	assert_int_equal(config->targets[0].limits.lock_timeout_ms, 7);
	assert_int_equal(config->targets[0].connect_timeout_ms, 10000);
	assert_string_equal(config->targets[0].expected->name, "first");
	assert_int_equal(config->targets[1].check_interval_ms, 20000);
	assert_int_equal(config->targets[1].limits.lock_timeout_ms, 7);
	assert_string_equal(config->targets[1].expected->name, "second");
	config_free(config);
}

static void
when_people_are_told_is_a_matter_of_each_target(void **state)
{
	struct place *place = *state;
	struct config *config = load(place, "[pgdriftd]\nmanifest = m.json\nconfirm = 3\n"
	                                    "report_url = http://db1:8432//\nstate_dir = state\n"
	                                    "[target a]\nconninfo = dbname=a\n"
	                                    "[target b]\nconninfo = dbname=b\nconfirm = 1\n"
	                                    "remind_every = 0\nhold_max = 1min\nflap_limit = 7\n"
	                                    "flap_window = 2h\nunknown_after = 5min\n");
	const struct event_config *a = &config->events[0].config, *b = &config->events[1].config;

	assert_int_equal(config->event_count, 2);
	assert_string_equal(config->events[1].target, "b");
	assert_int_equal(a->confirm, 3);
	assert_int_equal(a->remind_every_ms, 24 * 3600 * 1000);
	assert_int_equal(a->hold_max_ms, 600000);
	assert_int_equal(a->flap_limit, 3);
	assert_int_equal(a->flap_window_ms, 3600000);
	assert_int_equal(a->unknown_after_ms, 180000);
	assert_string_equal(a->report_url, "http://db1:8432");
	assert_int_equal(b->confirm, 1);
	assert_int_equal(b->remind_every_ms, 0);
	assert_int_equal(b->hold_max_ms, 60000);
	assert_int_equal(b->flap_limit, 7);
	assert_int_equal(b->flap_window_ms, 7200000);
	assert_int_equal(b->unknown_after_ms, 300000);
	assert_memory_equal(config->state_dir, place->directory, strlen(place->directory));
	assert_string_equal(strrchr(config->state_dir, '/'), "/state");
	config_free(config);
	assert_string_equal(refusal(place, TARGET "confirm = 0\n"),
	                    "x.ini:4: confirm: must be a whole number from 1 to 100");
}

static void
a_manifest_is_read_once_and_shared(void **state)
{
	struct config *config = load(*state, "[pgdriftd]\nmanifest = m.json\n"
	                                     "[target a]\nconninfo = dbname=a\n"
	                                     "[target b]\nconninfo = dbname=b\n");

	assert_ptr_equal(config->targets[0].expected, config->targets[1].expected);
	assert_int_equal(config->targets[0].expected->references, 2);
	config_free(config);
}

static void
a_conninfo_is_taken_verbatim(void **state)
{
	struct config *config = load(*state,
	                             "[target a]\nmanifest = m.json\n"
	                             "conninfo = host=/tmp user='a;b #c' password='x = y'\n");

	assert_string_equal(conninfo_get(config->targets[0].conninfo, "user"), "a;b #c");
	config_free(config);
}

static void
unknown_and_repeated_keys_and_sections_are_errors(void **state)
{
	struct place *place = *state;

	assert_string_equal(refusal(place, "[pgdriftd]\nlissten = x\n" TARGET),
	                    "x.ini:2: unknown key lissten in [pgdriftd]; did you mean listen?");
	assert_string_equal(refusal(place, TARGET "frobnicate = x\n"),
	                    "x.ini:4: unknown key frobnicate in [target NAME]");
	assert_string_equal(refusal(place, TARGET "listen = 127.0.0.1:1\n"),
	                    "x.ini:4: listen belongs in [pgdriftd], not in [target NAME]");
	assert_string_equal(refusal(place, "[pgdriftd]\nconninfo = x\n" TARGET),
	                    "x.ini:2: conninfo belongs in [target NAME], not in [pgdriftd]");
	assert_string_equal(refusal(place, TARGET "conninfo = dbname=b\n"),
	                    "x.ini:4: conninfo stands twice (first in line 2)");
	assert_string_equal(refusal(place, "[pgdriftd]\n" TARGET "[pgdriftd]\n"),
	                    "x.ini:5: [pgdriftd] stands twice (first in line 1)");
	assert_string_equal(refusal(place, TARGET "\n" TARGET),
	                    "x.ini:5: [target main] stands twice (first in line 1)");
	assert_string_equal(refusal(place, "[pgdritfd]\n" TARGET),
	                    "x.ini:1: unknown section; did you mean [pgdriftd]?");
	assert_string_equal(refusal(place, "[targte a]\n" TARGET),
	                    "x.ini:1: unknown section; did you mean [target NAME]?");
	assert_string_equal(
		refusal(place, "[databases]\n" TARGET),
		"x.ini:1: unknown section: there are [pgdriftd], [target NAME], [hook NAME] "
		"and [webhook NAME]");
	assert_string_equal(refusal(place, "listen = x\n"),
	                    "x.ini:1: listen stands before the first [section]");
}

static void
listen_may_be_repeated(void **state)
{
	struct config *config = load(*state,
	                             "[pgdriftd]\nlisten = 127.0.0.1:8432\n"
	                             "listen = [::1]:8432\nlisten = unix:/tmp/x.sock\n" TARGET);
	const struct option_value *listen = &config->settings.value[OPTION_listen];

	assert_int_equal(listen->count, 3);
	assert_string_equal(listen->list[0], "127.0.0.1:8432");
	assert_string_equal(listen->list[2], "unix:/tmp/x.sock");
	config_free(config);
}

static void
addresses_that_cannot_be_are_refused(void **state)
{
	static const char *const addresses[] = { "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1",
		                                 "[::1",        "example.com:80",  "unix:",
		                                 "8432" };
	struct place *place = *state;

	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		char ini[128];
		snprintf(ini, sizeof ini, "[pgdriftd]\nlisten = %s\n" TARGET, addresses[i]);
		assert_memory_equal(refusal(place, ini), "x.ini:2: listen: ", 17);
	}
}

static void
values_out_of_range_are_refused_with_their_line(void **state)
{
	static const char *const values[] = { "0", "-1", "8d", "99999999999999999999", "soon" };
	struct place *place = *state;

	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		char ini[128];
		snprintf(ini, sizeof ini, TARGET "\ncheck_interval = %s\n", values[i]);
		assert_string_equal(
			refusal(place, ini),
			"x.ini:5: check_interval: must be a duration from 1s to 7d (ms, s, "
			"min, h or d; without a unit: s)");
	}
	assert_string_equal(
		refusal(place, TARGET "create_timeout = 0\n"),
		"x.ini:4: create_timeout: must be a duration from 1s to 1h (ms, s, min, h or d; "
		"without a unit: s)");
}

static void
a_target_must_be_whole(void **state)
{
	struct place *place = *state;

	assert_string_equal(refusal(place, "[pgdriftd]\nlog_level = info\n\n"),
	                    "x.ini:3: there is no [target NAME] section");
	assert_string_equal(refusal(place, ""), "x.ini:1: there is no [target NAME] section");
	assert_string_equal(refusal(place, "\n[target main]\nmanifest = m.json\n"),
	                    "x.ini:2: target main has no conninfo");
	assert_string_equal(refusal(place, "\n[target main]\nconninfo = dbname=a\n"),
	                    "x.ini:2: target main has no manifest: say manifest = FILE here or in "
	                    "[pgdriftd]");
	assert_string_equal(refusal(place, TARGET "conninfo =\n"),
	                    "x.ini:4: conninfo stands twice (first in line 2)");
	assert_string_equal(refusal(place, "[target main]\nconninfo =\n"),
	                    "x.ini:2: conninfo: must not be an empty text");
}

static void
target_names_are_bounded(void **state)
{
	static const char *const names[] = {
		"",
		" ",
		"a b",
		"a/b",
		"\xc3\xa4",
		"a\"b",
		"0123456789012345678901234567890123456789012345678901234567890123"
	};
	struct place *place = *state;
	struct config *config;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char ini[192];
		snprintf(ini, sizeof ini, "[target %s]\nconninfo = dbname=a\n", names[i]);
		assert_string_equal(
			refusal(place, ini),
			"x.ini:1: the name of a target is 1 to 63 of A-Z a-z 0-9 _ . and -");
	}
	config = load(place, "[target  A-z_0.9 ]\nconninfo = dbname=a\nmanifest = m.json\n");
	assert_string_equal(config->targets[0].name, "A-z_0.9");
	config_free(config);
}

static void
manifests_that_cannot_be_read_are_named(void **state)
{
	struct place *place = *state;

	assert_string_equal(refusal(place, "[target a]\nconninfo = dbname=a\n"
	                                   "manifest = none.json\n"),
	                    "x.ini:3: manifest: none.json: No such file or directory");
	write_file(place, "bad.json", "{\"manifest\": 1,\n \"name\": }", 0644);
	assert_memory_equal(refusal_chosen(place,
	                                   "[target a]\nconninfo = dbname=a\nmanifest = bad.json\n",
	                                   &(struct config_choice){ 0 }, ERR_MANIFEST),
	                    "bad.json:2:", 11);
}

static void
modules_must_be_in_the_manifest(void **state)
{
	struct place *place = *state;

	assert_memory_equal(refusal(place, TARGET "modules = blog_contents\n"),
	                    "x.ini:4: target main: modules: ", 31);
	assert_non_null(strstr(place->text, "blog_content"));
}

static void
a_conninfo_that_makes_no_sense_is_refused_without_its_text(void **state)
{
	static const char *const conninfos[] = {
		"host=db password=geheim frobnicate=1",
		"host=db password='geheim",
		"postgresql://app:geheim@[::1/app",
		"postgresql://app:geheim@db:port:port/app?x=y",
		"password=geheim host",
	};
	struct place *place = *state;

	for (size_t i = 0; i < sizeof conninfos / sizeof *conninfos; i++) {
		char ini[192];
		snprintf(ini, sizeof ini, "[target main]\nmanifest = m.json\nconninfo = %s\n",
		         conninfos[i]);
		assert_memory_equal(refusal(place, ini), "x.ini:3: target main: conninfo: ", 32);
		assert_null(strstr(place->text, "geheim"));
	}
}

static void
plaintext_to_another_machine_is_warned_of_or_refused(void **state)
{
	struct place *place = *state;
	struct config *config = load(place,
	                             "[pgdriftd]\nmanifest = m.json\n"
	                             "[target far]\nconninfo = host=192.0.2.7 dbname=a\n"
	                             "[target safe]\nconninfo = host=192.0.2.7 sslmode=require\n"
	                             "[target near]\nconninfo = host=127.0.0.1\n"
	                             "[target socket]\nconninfo = host=/tmp\n");

	assert_int_equal(config->warning_count, 1);
	assert_non_null(strstr(config->warnings[0], "x.ini:4: target far: "));
	assert_non_null(strstr(config->warnings[0], "sslmode=prefer"));
	config_free(config);
	assert_memory_equal(refusal(place, "[pgdriftd]\nrequire_tls = on\nmanifest = m.json\n"
	                                   "[target far]\nconninfo = host=192.0.2.7 dbname=a\n"),
	                    "x.ini:5: target far: require_tls is on, ", 40);
	config = load(place, "[pgdriftd]\nrequire_tls = on\nmanifest = m.json\n"
	                     "[target far]\nconninfo = host=192.0.2.7 sslmode=require\n"
	                     "[target near]\nconninfo = host=/tmp\n");
	config_free(config);
}

static void
creating_has_credentials_and_limits_of_its_own(void **state)
{
	struct place *place = *state;
	struct config *config = load(place, TARGET);
	const struct watch_target *target = &config->targets[0];
	char *plain = strdup(target->identity);

	assert_false(target->auto_create);
	assert_false(target->create_as_superuser);
	assert_null(target->create_conninfo);
	assert_int_equal(target->create_limits.lock_timeout_ms, 2000);
	assert_int_equal(target->create_limits.statement_timeout_ms, 30000);
	assert_int_equal(target->create_timeout_ms, 300000);
	config_free(config);
	config = load(place, "[pgdriftd]\ncreate_lock_timeout = 500ms\n" TARGET
	                     "auto_create = tables\ncreate_conninfo = dbname=app user=owner\n"
	                     "create_as_superuser = on\ncreate_timeout = 10s\n"
	                     "create_statement_timeout = 5s\n");
	target = &config->targets[0];
	assert_true(target->auto_create);
	assert_true(target->create_as_superuser);
	assert_string_equal(conninfo_get(target->create_conninfo, "user"), "owner");
	assert_int_equal(target->create_limits.lock_timeout_ms, 500);
	assert_int_equal(target->create_limits.statement_timeout_ms, 5000);
	assert_int_equal(target->limits.lock_timeout_ms, 100);
	assert_int_equal(target->create_timeout_ms, 10000);
	assert_string_not_equal(target->identity, plain);
	config_free(config);
	free(plain);

	assert_memory_equal(refusal(place, TARGET "create_conninfo = host=a password='geheim\n"),
	                    "x.ini:4: target main: create_conninfo: ", 39);
	assert_null(strstr(place->text, "geheim"));
	assert_memory_equal(refusal(place, TARGET "require_tls = on\n"
	                                          "create_conninfo = host=192.0.2.7 dbname=a\n"),
	                    "x.ini:5: target main: require_tls is on, ", 41);
	assert_string_equal(refusal(place, "[pgdriftd]\ncreate_conninfo = dbname=a\n" TARGET),
	                    "x.ini:2: create_conninfo belongs in [target NAME], not in [pgdriftd]");
}

static void
a_password_that_all_can_read_is_warned_of(void **state)
{
	struct place *place = *state;
	static const char *const passwords[] = { "password=geheim", "postgresql://app:geheim@/app",
		                                 "sslpassword=geheim",
		                                 "dbname=app\ncreate_conninfo = password=geheim" };
	struct config *config = NULL;
	struct err err = { 0 };

	for (size_t i = 0; i < sizeof passwords / sizeof *passwords; i++) {
		char ini[192];
		snprintf(ini, sizeof ini, "[target a]\nmanifest = m.json\nconninfo = %s\n",
		         passwords[i]);
		config = load(place, ini);
		assert_int_equal(config->warning_count, 0);
		config_free(config);
		write_file(place, "x.ini", ini, 0644);
		assert_true(config_load(place->file, &(struct config_choice){ 0 }, &config, &err));
		assert_int_equal(config->warning_count, 1);
		assert_non_null(strstr(config->warnings[0], ": the file holds a password"));
		assert_int_equal(config->warnings[0][strlen(place->file) + 1],
		                 strstr(passwords[i], "create") == NULL ? '3' : '4');
		assert_null(strstr(config->warnings[0], "geheim"));
		config_free(config);
	}
	write_file(place, "x.ini", TARGET, 0644);
	assert_true(config_load(place->file, &(struct config_choice){ 0 }, &config, &err));
	assert_int_equal(config->warning_count, 0);
	config_free(config);
}

static void
the_token_is_trimmed_and_bounded(void **state)
{
	struct place *place = *state;
	static const char ini[] = "[pgdriftd]\nadmin_token_file = token\n" TARGET;
	struct config *config;

	assert_string_equal(refusal_chosen(place, ini, &(struct config_choice){ 0 }, ERR_IO),
	                    "x.ini:2: admin_token_file: token: No such file or directory");
	write_file(place, "token", " \n0123456789abcdef\r\n\n", 0600);
	config = load(place, ini);
	assert_string_equal(config->admin_token, "0123456789abcdef");
	assert_int_equal(config->warning_count, 0);
	config_free(config);
	write_file(place, "token", "0123456789abcde\n", 0600);
	assert_string_equal(refusal(place, ini),
	                    "x.ini:2: admin_token_file: token: a token has at least 16 bytes");
	write_file(place, "token", "0123456789 abcdef\n", 0600);
	assert_string_equal(refusal(place, ini),
	                    "x.ini:2: admin_token_file: token: a token is one line "
	                    "of visible ASCII without blanks");
	write_file(place, "token", "", 0600);
	assert_string_equal(refusal(place, ini),
	                    "x.ini:2: admin_token_file: token: a token has at least 16 bytes");
	write_file(place, "token", "0123456789abcdef\n", 0644);
	config = load(place, ini);
	assert_int_equal(config->warning_count, 1);
	assert_non_null(strstr(config->warnings[0], "x.ini:2: admin_token_file: everybody"));
	config_free(config);
}

static char *
identity_of(struct place *place, const char *ini)
{
	struct config *config = load(place, ini);
	char *identity = strdup(config->targets[0].identity);

	config_free(config);
	return identity;
}

static void
the_identity_is_all_that_makes_another_target(void **state)
{
	static const char *const others[] = {
		"[target main]\nconninfo = dbname=app password=x\nmanifest = m.json\n",
		"[target main]\nconninfo = dbname=app\nmanifest = n.json\n",
		TARGET "modules = events\n",
		TARGET "check_interval = 61s\n",
		TARGET "lock_timeout = 101\n",
		TARGET "keep_connection = off\n",
		TARGET "unknown_after = 5h\n",
	};
	struct place *place = *state;
	char *identity = identity_of(place, TARGET);
	char *same = identity_of(place,
	                         "[pgdriftd]\nlog_level = debug\ncheck_interval = 60s\n\n" TARGET
	                         "modules = *\n");

	assert_string_equal(identity, same);
	free(same);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		char *other = identity_of(place, others[i]);
		assert_string_not_equal(identity, other);
		assert_null(strstr(other, "password"));
		free(other);
	}
	free(identity);
}

static void
a_command_line_chooses_targets_modules_and_manifest(void **state)
{
	static const char *const targets[] = { "b" };
	static const char *const modules[] = { "events" };
	struct place *place = *state;
	char manifest[128];
	struct config *config;
	/* What is not chosen need not be right. */
	static const char ini[] = "[target a]\nconninfo = dbname=a\nmanifest = none.json\n"
				  "[target b]\nconninfo = dbname=b\nmanifest = m.json\n"
				  "modules = blog_content\n";

	snprintf(manifest, sizeof manifest, "%s/n.json", place->directory);
	config = load_chosen(place, ini,
	                     &(struct config_choice){ .targets = targets,
	                                              .target_count = 1,
	                                              .modules = modules,
	                                              .module_count = 1,
	                                              .manifest = manifest });
	assert_int_equal(config->target_count, 1);
	assert_string_equal(config->targets[0].name, "b");
	assert_string_equal(config->targets[0].expected->name, "second");
	assert_int_equal(config->targets[0].module_count, 1);
	assert_string_equal(config->targets[0].modules[0], "events");
	config_free(config);
}

static void
a_choice_that_does_not_fit_is_a_usage_error(void **state)
{
	static const char *const targets[] = { "mian" };
	static const char *const modules[] = { "event" };
	struct place *place = *state;

	assert_string_equal(
		refusal_chosen(place, TARGET,
	                       &(struct config_choice){ .targets = targets, .target_count = 1 },
	                       ERR_USAGE),
		"there is no target mian; did you mean main?");
	refusal_chosen(place, TARGET,
	               &(struct config_choice){ .modules = modules, .module_count = 1 }, ERR_USAGE);
	assert_memory_equal(place->text, "target main: modules: ", 22);
}

static void
a_single_target_needs_no_file(void **state)
{
	struct place *place = *state;
	struct config *config = NULL;
	struct err err = { 0 };
	char manifest[128];
	struct config_choice choice = { .manifest = manifest };

	snprintf(manifest, sizeof manifest, "%s/m.json", place->directory);
	assert_true(config_single("dbname=app", &choice, &config, &err));
	assert_int_equal(config->target_count, 1);
	assert_string_equal(config->targets[0].name, "default");
	assert_int_equal(config->targets[0].check_timeout_ms, 30000);
	assert_null(config->file);
	config_free(config);
	assert_false(config_single("frobnicate=1 password=geheim", &choice, &config, &err));
	assert_int_equal(err.code, ERR_CONFIG);
	assert_memory_equal(err.message, "target default: conninfo: ", 26);
	assert_null(strstr(err.message, "geheim"));
}

static void
a_file_that_is_not_there_is_an_error(void **state)
{
	struct place *place = *state;
	struct config *config = NULL;
	struct err err = { 0 };
	char path[128];

	snprintf(path, sizeof path, "%s/none.ini", place->directory);
	assert_false(config_load(path, &(struct config_choice){ 0 }, &config, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_non_null(strstr(err.message, "none.ini: No such file or directory"));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_target_has_what_its_section_says),
		TEST(what_a_target_does_not_say_it_has_from_the_daemon),
		TEST(when_people_are_told_is_a_matter_of_each_target),
		TEST(a_manifest_is_read_once_and_shared),
		TEST(a_conninfo_is_taken_verbatim),
		TEST(unknown_and_repeated_keys_and_sections_are_errors),
		TEST(listen_may_be_repeated),
		TEST(addresses_that_cannot_be_are_refused),
		TEST(values_out_of_range_are_refused_with_their_line),
		TEST(a_target_must_be_whole),
		TEST(target_names_are_bounded),
		TEST(manifests_that_cannot_be_read_are_named),
		TEST(modules_must_be_in_the_manifest),
		TEST(a_conninfo_that_makes_no_sense_is_refused_without_its_text),
		TEST(plaintext_to_another_machine_is_warned_of_or_refused),
		TEST(creating_has_credentials_and_limits_of_its_own),
		TEST(a_password_that_all_can_read_is_warned_of),
		TEST(the_token_is_trimmed_and_bounded),
		TEST(the_identity_is_all_that_makes_another_target),
		TEST(a_command_line_chooses_targets_modules_and_manifest),
		TEST(a_choice_that_does_not_fit_is_a_usage_error),
		TEST(a_single_target_needs_no_file),
		TEST(a_file_that_is_not_there_is_an_error),
	};

	unsetenv("PGSERVICE");
	unsetenv("PGSSLMODE");
	unsetenv("PGHOST");
	return cmocka_run_group_tests_name("daemon_config", tests, NULL, NULL);
}
