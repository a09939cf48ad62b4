/* The targets of a configuration, made out of what its sections say. */
#include "base/nearest.h"
#include "daemon/config_priv.h"
#include "manifest/manifest.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file that several targets name is read once, and shared. */
struct loaded {
	const char *path;
	struct expected *expected;
};

struct making {
	struct config *config;
	const struct config_choice *choice;
	struct loaded *manifests;
	size_t manifest_count;
};

static const struct option_value *
value_of(const struct config_draft *draft, enum option option)
{
	return &draft->settings.value[option];
}

static int64_t
number_of(const struct config_draft *draft, enum option option)
{
	return value_of(draft, option)->number;
}

/* What a target does not say itself, it has from [pgdriftd]. */
static void
inherit(const struct config *config, struct config_draft *draft)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (option_table[i].sections == SECTION_BOTH && draft->settings.value[i].line == 0)
			draft->settings.value[i] = config->settings.value[i];
	}
}

static bool
load_manifest(struct making *making, const char *path, struct expected **ret_expected,
              struct err *err)
{
	struct loaded *loaded;

	for (size_t i = 0; i < making->manifest_count; i++) {
		if (strcmp(making->manifests[i].path, path) == 0) {
			*ret_expected = expected_ref(making->manifests[i].expected);
			return true;
		}
	}
	making->manifests = mem_resize(making->manifests, making->manifest_count + 1,
	                               sizeof *making->manifests);
	loaded = &making->manifests[making->manifest_count];
	loaded->path = path;
	if (!manifest_load(path, &loaded->expected, err))
		return false;
	making->manifest_count++;
	*ret_expected = expected_ref(loaded->expected);
	return true;
}

static bool
take_manifest(struct making *making, const struct config_draft *draft, struct watch_target *target,
              struct err *err)
{
	const struct option_value *given = value_of(draft, OPTION_manifest);
	const char *path = making->choice->manifest;

	if (making->choice->expected != NULL) {
		target->expected = expected_ref(making->choice->expected);
		return true;
	}
	if (path == NULL && given->text == NULL) {
		err_set(err, ERR_CONFIG,
		        "target %s has no manifest: say manifest = FILE here or in [pgdriftd]",
		        draft->name);
		return config_place(making->config, draft->line, err);
	}
	if (path == NULL) {
		path = config_path(making->config, given->text);
		/* Errors within a manifest say their place themselves. */
		if (access(path, R_OK) != 0) {
			err_set(err, ERR_CONFIG, "manifest: %s: %s", path, strerror(errno));
			return config_place(making->config, given->line, err);
		}
	}
	return load_manifest(making, path, &target->expected, err);
}

static bool
take_modules(struct making *making, const struct config_draft *draft, struct watch_target *target,
             struct err *err)
{
	const struct option_value *given = value_of(draft, OPTION_modules);
	bool chosen = making->choice->module_count > 0;
	const char *const *modules = chosen ? making->choice->modules : given->list;
	struct arena arena = { 0 };
	struct selection selection;
	bool ok;

	if (making->choice->expected != NULL)
		return true;
	target->module_count = chosen ? making->choice->module_count : given->count;
	target->modules = mem_alloc(target->module_count * sizeof *target->modules);
	for (size_t i = 0; i < target->module_count; i++)
		target->modules[i] = mem_strdup(modules[i]);
	/* The watch will do it again; here the error gets its line. */
	ok = select_modules(target->expected, modules, target->module_count, &arena, &selection,
	                    err);
	arena_done(&arena);
	if (ok)
		return true;
	err_prefix(err, "target %s: modules", draft->name);
	if (err != NULL && chosen)
		err->code = ERR_USAGE;
	return chosen ? false : config_place(making->config, given->line, err);
}

static void
take_numbers(const struct config_draft *draft, struct watch_target *target)
{
	target->check_interval_ms = number_of(draft, OPTION_check_interval);
	target->connect_timeout_ms = number_of(draft, OPTION_connect_timeout);
	target->check_timeout_ms = number_of(draft, OPTION_check_timeout);
	target->unknown_after_ms = number_of(draft, OPTION_unknown_after);
	if (target->unknown_after_ms == 0)
		target->unknown_after_ms = 3 * target->check_interval_ms;
	target->keep_connection = number_of(draft, OPTION_keep_connection) != 0;
	target->full_check_every_ms = number_of(draft, OPTION_full_check_every);
	target->fingerprints_from = (size_t)number_of(draft, OPTION_fingerprints_from);
	target->confirm_definitions = number_of(draft, OPTION_confirm_definitions) != 0;
	target->limits.lock_timeout_ms = (int)number_of(draft, OPTION_lock_timeout);
	target->limits.statement_timeout_ms = (int)number_of(draft, OPTION_statement_timeout);
	target->limits.idle_in_transaction_session_timeout_ms = (int)number_of(
		draft, OPTION_idle_in_transaction_session_timeout);
	target->auto_create = number_of(draft, OPTION_auto_create) != 0;
	target->create_as_superuser = number_of(draft, OPTION_create_as_superuser) != 0;
	target->create_limits = target->limits;
	target->create_limits.lock_timeout_ms = (int)number_of(draft, OPTION_create_lock_timeout);
	target->create_limits.statement_timeout_ms = (int)number_of(
		draft, OPTION_create_statement_timeout);
	target->create_timeout_ms = number_of(draft, OPTION_create_timeout);
}

/* None of it makes another target: what is remembered of it goes on. */
static void
take_events(struct config *config, const struct config_draft *draft,
            const struct watch_target *target)
{
	struct config_events *events = &config->events[config->event_count++];

	events->target = draft->name;
	events->config = (struct event_config){
		.report_url = config->report_url,
		.confirm = (unsigned)number_of(draft, OPTION_confirm),
		.unknown_after_ms = target->unknown_after_ms,
		.remind_every_ms = number_of(draft, OPTION_remind_every),
		.hold_max_ms = number_of(draft, OPTION_hold_max),
		.flap_limit = (unsigned)number_of(draft, OPTION_flap_limit),
		.flap_window_ms = number_of(draft, OPTION_flap_window),
	};
}

/* Everything that would make it another target, as a hash: a conninfo may hold a password. */
static void
take_identity(const struct config_draft *draft, struct watch_target *target)
{
	char hash[HASH_HEX_BYTES];
	const char *create = value_of(draft, OPTION_create_conninfo)->text;
	char *service = conninfo_describe(target->conninfo);
	struct text text = { 0 };

	text_addf(&text, "%s\n%s\n%s\n%d %d %s\n", value_of(draft, OPTION_conninfo)->text, service,
	          target->expected->sha256, target->auto_create, target->create_as_superuser,
	          create == NULL ? "" : create);
	for (size_t i = 0; i < target->module_count; i++)
		text_addf(&text, "%s,", target->modules[i]);
	text_addf(&text, "\n%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %d %d %d %d",
	          target->check_interval_ms, target->connect_timeout_ms, target->check_timeout_ms,
	          target->unknown_after_ms, target->keep_connection, target->limits.lock_timeout_ms,
	          target->limits.statement_timeout_ms,
	          target->limits.idle_in_transaction_session_timeout_ms);
	text_addf(&text, " %d %d %" PRId64 " %" PRId64 " %zu %d",
	          target->create_limits.lock_timeout_ms, target->create_limits.statement_timeout_ms,
	          target->create_timeout_ms, target->full_check_every_ms, target->fingerprints_from,
	          target->confirm_definitions);
	hash_sha256(text.bytes, text.length, hash);
	explicit_bzero(text.bytes, text.length);
	text_done(&text);
	free(service);
	target->identity = mem_strdup(hash);
}

static bool
make_target(struct making *making, struct config_draft *draft, struct err *err)
{
	struct config *config = making->config;
	struct watch_target *target = &config->targets[config->target_count++];

	inherit(config, draft);
	target->name = mem_strdup(draft->name);
	if (!config_take_conninfo(config, draft, target, err) ||
	    !take_manifest(making, draft, target, err) || !take_modules(making, draft, target, err))
		return false;
	take_numbers(draft, target);
	take_events(config, draft, target);
	take_identity(draft, target);
	return true;
}

static bool
is_chosen(const struct config_choice *choice, const char *name)
{
	for (size_t i = 0; i < choice->target_count; i++) {
		if (strcmp(choice->targets[i], name) == 0)
			return true;
	}
	return choice->target_count == 0;
}

/* A target that is asked for must be there. */
static bool
check_choice(const struct config_drafts *drafts, const struct config_choice *choice,
             struct err *err)
{
	const char **names = mem_alloc((drafts->count + 1) * sizeof *names);
	const char *wrong = NULL, *meant = NULL;

	for (size_t i = 0; i < drafts->count; i++)
		names[i] = drafts->drafts[i].name;
	for (size_t i = 0; i < choice->target_count && wrong == NULL; i++) {
		bool found = false;
		for (size_t j = 0; j < drafts->count; j++)
			found = found || strcmp(names[j], choice->targets[i]) == 0;
		if (!found)
			wrong = choice->targets[i];
	}
	if (wrong != NULL)
		meant = nearest_word(wrong, names, drafts->count);
	if (meant != NULL)
		err_set(err, ERR_USAGE, "there is no target %s; did you mean %s?", wrong, meant);
	else if (wrong != NULL)
		err_set(err, ERR_USAGE, "there is no target %s in %s", wrong, drafts->config->file);
	free(names);
	return wrong == NULL;
}

/* A path is put behind the address. */
static void
take_places(struct config *config)
{
	const char *directory = config->settings.value[OPTION_state_dir].text;
	const char *control = config->settings.value[OPTION_control_socket].text;
	const char *url = config->settings.value[OPTION_report_url].text;
	size_t length = url == NULL ? 0 : strlen(url);

	if (directory != NULL)
		config->state_dir = config_path(config, directory);
	if (control != NULL)
		config->control_socket = config_path(config, control);
	while (length > 0 && url[length - 1] == '/')
		length--;
	if (length > 0)
		config->report_url = arena_strndup(&config->arena, url, length);
}

bool
config_make_targets(struct config_drafts *drafts, const struct config_choice *choice,
                    struct err *err)
{
	struct config *config = drafts->config;
	struct making making = { .config = config, .choice = choice };
	bool ok = true;

	if (drafts->count == 0) {
		err_set(err, ERR_CONFIG, "there is no [target NAME] section");
		return config_place(config, drafts->last_line, err);
	}
	if (!check_choice(drafts, choice, err))
		return false;
	take_places(config);
	config->targets = mem_alloc(drafts->count * sizeof *config->targets);
	config->events = mem_alloc(drafts->count * sizeof *config->events);
	for (size_t i = 0; i < drafts->count && ok; i++) {
		if (is_chosen(choice, drafts->drafts[i].name))
			ok = make_target(&making, &drafts->drafts[i], err);
	}
	for (size_t i = 0; i < making.manifest_count; i++)
		expected_unref(making.manifests[i].expected);
	free(making.manifests);
	return ok;
}
