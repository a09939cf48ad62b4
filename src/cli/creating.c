#include "creating_priv.h"

#include "base/clock.h"
#include "daemon/loop.h"
#include "report/plan.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* Others who create are waited for as long as somebody at a terminal has patience. */
#define PATIENCE_MS 60000

/* --- what the arguments ask for ----------------------------------------------------------------- */

static bool
take_include_word(const char *word, size_t length, unsigned *include, struct err *err)
{
	for (size_t i = 0; plan_include_words[i] != NULL; i++) {
		if (strlen(plan_include_words[i]) == length &&
		    memcmp(plan_include_words[i], word, length) == 0) {
			*include |= 1u << i;
			return true;
		}
	}
	return err_set(err, ERR_USAGE, "--include: must be columns, constraints or indexes");
}

static bool
take_includes(const struct arguments *arguments, unsigned *include, struct err *err)
{
	for (size_t i = 0; i < arguments->include_count; i++) {
		const char *word = arguments->includes[i];

		for (;;) {
			size_t length = strcspn(word, ",");

			if (!take_include_word(word, length, include, err))
				return false;
			if (word[length] == '\0')
				break;
			word += length + 1;
		}
	}
	return true;
}

/* Of the modules that the target has, those that are asked for. One that is named, and that the target
 * does not have, is a mistake; one that is optional is wanted when it is named. */
static bool
take_modules(struct creating *creating, const struct selection *asked, const bool *named,
             struct err *err)
{
	const struct watch_target *target = creating->target;
	const struct expected *expected = target->expected;
	bool *modules = arena_array(&creating->arena, expected->module_count, sizeof *modules);

	for (size_t i = MODULE_PREREQUISITES + 1; i < expected->module_count; i++) {
		modules[i] = asked->selected[i] && creating->selection.selected[i];
		if (named[i] && !modules[i])
			return err_set(err, ERR_USAGE,
			               "--module: target %s does not select module %s",
			               target->name, expected->modules[i].name);
		if (modules[i] && asked->required[i])
			creating->selection.required[i] = true;
	}
	creating->options.modules = modules;
	return true;
}

/* By their names, whatever characters are in them. */
static bool
take_saved_modules(struct creating *creating, const struct plan_saved *saved, struct err *err)
{
	const struct expected *expected = creating->target->expected;
	struct selection asked = {
		.selected = arena_array(&creating->arena, expected->module_count, sizeof(bool)),
		.required = arena_array(&creating->arena, expected->module_count, sizeof(bool)),
	};

	for (size_t i = 0; i < saved->module_count; i++) {
		size_t module = MODULE_PREREQUISITES + 1;

		while (module < expected->module_count &&
		       strcmp(expected->modules[module].name, saved->modules[i]) != 0)
			module++;
		if (module == expected->module_count)
			return err_set(err, ERR_MANIFEST,
			               "--plan: the manifest has no module %s any more",
			               saved->modules[i]);
		asked.selected[module] = true;
		asked.required[module] = true;
	}
	return take_modules(creating, &asked, asked.selected, err);
}

static bool
take_options(struct creating *creating, const struct arguments *arguments, struct err *err)
{
	const struct expected *expected = creating->target->expected;
	bool *named = arena_array(&creating->arena, expected->module_count, sizeof *named);
	struct selection asked;

	creating->options.single = (arguments->given & ARGUMENT_SINGLE) != 0;
	if (!take_includes(arguments, &creating->options.include, err))
		return false;
	if (arguments->module_count == 0)
		return true;
	for (size_t i = 0; i < arguments->module_count; i++) {
		for (size_t j = MODULE_PREREQUISITES + 1; j < expected->module_count; j++)
			named[j] = named[j] ||
			           strcmp(arguments->modules[i], expected->modules[j].name) == 0;
	}
	if (!select_modules(expected, arguments->modules, arguments->module_count, &creating->arena,
	                    &asked, err)) {
		err_prefix(err, "--module");
		err->code = ERR_USAGE;
		return false;
	}
	return take_modules(creating, &asked, named, err);
}

static bool
take_saved(struct creating *creating, const struct plan_saved *saved, struct err *err)
{
	creating->options.include = saved->include;
	creating->options.tables_only = saved->tables_only;
	creating->options.single = saved->single;
	return saved->modules == NULL || take_saved_modules(creating, saved, err);
}

static bool
take_target(struct creating *creating, struct err *err)
{
	struct config *config = creating->config;

	if (config->target_count != 1)
		return err_set(err, ERR_USAGE, "there are %zu targets: name one with --target",
		               config->target_count);
	creating->target = &config->targets[0];
	return select_modules(
		creating->target->expected, (const char *const *)creating->target->modules,
		creating->target->module_count, &creating->arena, &creating->selection, err);
}

bool
creating_open(struct creating *creating, const struct arguments *arguments,
              const struct plan_saved *saved, struct err *err)
{
	struct arguments all = *arguments;
	char application[96];

	/* What is compared stays what the target has: a module that is needed and not asked for is
	 * told from one that the target does not want. */
	all.module_count = 0;
	if (arguments->dsn != NULL && arguments->manifest == NULL)
		return err_set(err, ERR_USAGE, "--dsn needs --manifest");
	if (!check_dsn(arguments, err) || !load_config(&all, &creating->config, err) ||
	    !take_target(creating, err))
		return false;
	if (saved != NULL ? !take_saved(creating, saved, err)
	                  : !take_options(creating, arguments, err))
		return false;
	creating->base = loop_new();
	snprintf(application, sizeof application, "pgdriftd/%s", creating->target->name);
	creating->link = link_new(creating->base,
	                          creating->target->create_conninfo != NULL
	                                  ? creating->target->create_conninfo
	                                  : creating->target->conninfo,
	                          application, NULL);
	return true;
}

void
creating_done(struct creating *creating)
{
	link_free(creating->link);
	if (creating->base != NULL)
		event_base_free(creating->base);
	arena_done(&creating->result_arena);
	arena_done(&creating->arena);
	config_free(creating->config);
}

/* --- a run -------------------------------------------------------------------------------------- */

static void
done_cb(void *arg, struct create_result *result)
{
	struct creating *creating = arg;

	creating->create = NULL; /* frees itself after this call */
	creating->result_arena = *result->arena;
	*result->arena = (struct arena){ 0 };
	creating->result = *result;
	creating->result.arena = &creating->result_arena;
	event_base_loopbreak(creating->base);
}

static bool
admit_cb(void *arg, const struct create_request *request, struct err *err)
{
	struct creating *creating = arg;

	return creating->admit == NULL || creating->admit(creating->arg, request, err);
}

static void
note_cb(void *arg, const struct create_note *note)
{
	struct creating *creating = arg;

	if (creating->note != NULL)
		creating->note(creating->arg, note);
}

static void
connected_cb(void *arg, const struct err *err, const char *tag)
{
	struct creating *creating = arg;

	(void)tag;
	if (err != NULL)
		creating->result.err = *err;
	event_base_loopbreak(creating->base);
}

/* What was under way is rolled back with the connection; a COMMIT is waited for. */
static void
signal_cb(evutil_socket_t number, short what, void *arg)
{
	struct creating *creating = arg;

	(void)number;
	(void)what;
	creating->interrupted = true;
	if (creating->create != NULL && create_stop(creating->create))
		return;
	creating->create = NULL;
	link_close(creating->link);
	err_set(&creating->result.err, ERR_IO, "interrupted: what was under way is rolled back");
	event_base_loopbreak(creating->base);
}

static void
start(struct creating *creating, bool dry)
{
	const struct watch_target *target = creating->target;
	const struct create_config config = {
		.target = target->name,
		.expected = target->expected,
		.selection = &creating->selection,
		.limits = target->create_limits,
		.connect_timeout_ms = target->connect_timeout_ms,
		.timeout_ms = target->create_timeout_ms,
		.patience_ms = PATIENCE_MS,
		.options = creating->options,
		.dry = dry,
		.admit = admit_cb,
		.note = note_cb,
	};

	creating->create = create_start(creating->link, &config, done_cb, creating);
	event_base_dispatch(creating->base);
}

bool
creating_run(struct creating *creating, bool dry, struct err *err)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct event *signals[sizeof numbers / sizeof *numbers];

	arena_done(&creating->result_arena);
	creating->result = (struct create_result){ 0 };
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		signals[i] = evsignal_new(creating->base, numbers[i], signal_cb, creating);
		event_add(signals[i], NULL);
	}
	if (!link_is_open(creating->link)) {
		link_connect(creating->link, clock_ms() + creating->target->connect_timeout_ms,
		             connected_cb, creating);
		event_base_dispatch(creating->base);
	}
	if (creating->result.err.code == ERR_NONE)
		start(creating, dry);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		event_free(signals[i]);
	if (creating->result.err.code == ERR_NONE)
		return true;
	*err = creating->result.err;
	return false;
}
