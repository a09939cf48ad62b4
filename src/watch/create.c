#include "base/clock.h"
#include "create_priv.h"

#include <stdlib.h>

void
create_note(struct create *create, enum create_step step, const struct err *err)
{
	int64_t now_us = clock_us();
	struct create_note note = {
		.step = step,
		.plan = create->plan,
		.part = create->working ? &create->part : NULL,
		.duration_us = now_us - create->step_us,
		.err = err,
	};

	if (step == CREATE_STATEMENT)
		note.statement = &create->transaction->statements[create->statement];
	create->step_us = now_us;
	if (create->config.note != NULL)
		create->config.note(create->arg, &note);
}

static void
create_free(struct create *create)
{
	check_cancel(create->check);
	arena_done(&create->reading);
	arena_done(&create->round);
	arena_done(&create->arena);
	free(create->failed.list);
	free(create->found.list);
	free(create->parts);
	free(create->settings);
	free(create->busy);
	free(create->made);
	text_done(&create->holders);
	free(create);
}

void
create_end(struct create *create, const struct err *err)
{
	struct create_result *result = &create->result;
	struct create_part *parts;

	if (create->doubted) {
		struct err lost = create->part.err;

		create_part_end(create, CREATE_UNKNOWN, &lost);
	}
	parts = arena_array(&create->arena, result->part_count, sizeof *parts);

	for (size_t i = 0; i < result->part_count; i++)
		parts[i] = create->parts[i];
	result->parts = parts;
	result->arena = &create->arena;
	if (err != NULL)
		result->err = *err;
	create->done(create->arg, result);
	create_free(create);
}

static void
aborted_cb(void *arg, const struct err *err, const char *tag)
{
	struct create *create = arg;

	(void)err; /* the first one counts, and a session that is lost is rolled back too */
	(void)tag;
	create_end(create, &create->failure);
}

void
create_abort(struct create *create, const struct err *err)
{
	create->failure = *err;
	if (link_is_open(create->link) && link_in_transaction(create->link))
		session_abort(create->link, create->deadline_ms, aborted_cb, create);
	else
		create_end(create, &create->failure);
}

static struct session_setting *
settings_of_ddl(void)
{
	struct session_setting *settings;
	size_t count = 0;

	while (ddl_settings[count].name != NULL)
		count++;
	settings = mem_alloc((count + 1) * sizeof *settings);
	for (size_t i = 0; i < count; i++)
		settings[i] = (struct session_setting){ ddl_settings[i].name,
			                                ddl_settings[i].value };
	return settings;
}

struct create *
create_start(struct link *link, const struct create_config *config, create_done_cb *done, void *arg)
{
	struct create *create = mem_alloc(sizeof *create);

	create->link = link;
	create->config = *config;
	create->done = done;
	create->arg = arg;
	create->settings = settings_of_ddl();
	create->made = mem_alloc(config->expected->item_count + 1);
	create->patience_until_ms = clock_ms() + config->patience_ms;
	for (size_t i = 0; i < config->options.objection_count; i++)
		objections_add(&create->failed, config->options.objections[i].module,
		               config->options.objections[i].reason);
	create_round(create);
	return create;
}

bool
create_stop(struct create *create)
{
	if (create->committing && !create->stopping) {
		create->stopping = true;
		return true;
	}
	create_free(create);
	return false;
}

const char *
create_step_word(enum create_step step)
{
	static const char *const words[CREATE_STEPS] = {
		[CREATE_WAITING] = "waiting",     [CREATE_PLANNED] = "planned",
		[CREATE_STATEMENT] = "statement", [CREATE_READ_BACK] = "read_back",
		[CREATE_COMMITTED] = "committed", [CREATE_ROLLED_BACK] = "rolled_back",
		[CREATE_OVERTAKEN] = "overtaken", [CREATE_IN_DOUBT] = "in_doubt",
	};

	return words[step];
}

const char *
create_fate_word(enum create_fate fate)
{
	static const char *const words[CREATE_FATES] = {
		[CREATE_DONE] = "done",
		[CREATE_FAILED] = "failed",
		[CREATE_BUSY] = "busy",
		[CREATE_UNKNOWN] = "unknown",
	};

	return words[fate];
}
