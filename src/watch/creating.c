/* One attempt at creating, from the check that asks for it to the event that ends it. */
#include "base/clock.h"
#include "base/log.h"
#include "creating_priv.h"

#include <assert.h>
#include <stdlib.h>

/* How long others who create are waited for: a daemon and a person, or two daemons. */
#define PATIENCE_MS 10000

static const struct watch_target *
config_of(const struct creating *creating)
{
	return &creating->watched->config;
}

/* Nothing of it is under way any more. */
static void
end_attempt(struct creating *creating)
{
	creating->create = NULL;
	creating->committing = false;
	audit_free(creating->audit);
	creating->audit = NULL;
	link_close(creating->link);
}

static void
ending_cb(evutil_socket_t socket, short what, void *arg)
{
	struct creating *creating = arg;

	(void)socket;
	(void)what;
	watched_event(creating->watched, EVENT_CREATED);
}

/* From the loop, as whoever asked is in the middle of something. */
static void
end_soon(struct creating *creating)
{
	const struct timeval at_once = { 0 };

	end_attempt(creating);
	event_add(creating->ending, &at_once);
}

static void
done_cb(void *arg, struct create_result *result)
{
	struct creating *creating = arg;

	creating_result(creating, result);
	end_attempt(creating);
	watched_event(creating->watched, EVENT_CREATED);
}

static bool
admit_cb(void *arg, const struct create_request *request, struct err *err)
{
	const struct creating *creating = arg;

	return creating_login_allowed(creating, request->server, err) &&
	       creating_allowed(creating, request->server, request->outcome, err) &&
	       audit_admit(creating->audit, request, err);
}

static void
note_cb(void *arg, const struct create_note *note)
{
	const struct creating *creating = arg;
	const char *word = create_step_word(note->step);

	audit_note(creating->audit, note);
	if (note->statement != NULL)
		log_line(LOG_LEVEL_INFO, config_of(creating)->name, "%s (%.1f ms): %s",
		         note->err == NULL ? "ran" : "failed", (double)note->duration_us / 1000,
		         note->statement->sql);
	else
		log_line(LOG_LEVEL_DEBUG, config_of(creating)->name, "creating: %s%s%s", word,
		         note->err == NULL ? "" : ": ",
		         note->err == NULL ? "" : note->err->message);
}

static void
connected_cb(void *arg, const struct err *err, const char *tag)
{
	struct creating *creating = arg;

	(void)tag;
	if (err == NULL) {
		creating->create = create_start(creating->link, &creating->config, done_cb,
		                                creating);
		return;
	}
	done_cb(creating, &(struct create_result){ .err = *err });
}

void
creating_begin(struct creating *creating)
{
	struct watched *watched = creating->watched;
	struct err err = { 0 };

	creating->audit = audit_open(watched->watch->keeping.state_dir, config_of(creating)->name,
	                             "run", &err);
	if (creating->audit == NULL) {
		creating_result(creating, &(struct create_result){ .err = err });
		end_soon(creating);
		return;
	}
	link_connect(creating->link, clock_ms() + config_of(creating)->connect_timeout_ms,
	             connected_cb, creating);
}

void
creating_withdraw(struct creating *creating)
{
	creating->committing = creating->create != NULL && create_stop(creating->create);
	if (creating->committing)
		return;
	creating_broken_off(creating, WATCH_FAILED, "the program ends; rolled back");
	end_soon(creating);
}

void
creating_break(struct creating *creating)
{
	if (creating == NULL)
		return;
	event_del(creating->ending);
	if (creating->audit == NULL)
		return;
	/* It is over with the second time at the latest. */
	if (creating->create != NULL && create_stop(creating->create)) {
		creating->committing = true;
		(void)create_stop(creating->create);
	}
	if (creating->committing)
		creating_broken_off(creating, WATCH_UNKNOWN,
		                    "the COMMIT was not answered; whether it stays is unknown");
	else
		creating_broken_off(creating, WATCH_FAILED, "rolled back");
	end_attempt(creating);
}

bool
creating_wanted(struct creating *creating, const struct report_input *input)
{
	struct err why = { 0 };
	size_t before = 0, missing;

	if (creating == NULL)
		return false;
	missing = creating_count(creating, input->outcome, &before);
	if (before != creating->before && before > 0)
		log_line(LOG_LEVEL_INFO, config_of(creating)->name,
		         "%zu missing table%s there before, or may have been: creating %s again is "
		         "left to a person",
		         before, before == 1 ? " was" : "s were", before == 1 ? "it" : "them");
	creating->before = before;
	if (missing == 0) {
		creating_well(creating);
		return false;
	}
	if (!creating_allowed(creating, &input->server, input->outcome, &why)) {
		creating_refused(creating, &input->server, &why);
		return false;
	}
	return clock_ms() >= creating->not_before_ms;
}

struct creating *
creating_new(struct watched *watched)
{
	const struct watch_target *config = &watched->config;
	const struct selection *selection = &watched->selection;
	struct creating *creating = mem_alloc(sizeof *creating);
	size_t count = config->expected->module_count;
	char application[96];

	creating->watched = watched;
	creating->modules = arena_array(&watched->arena, count, sizeof *creating->modules);
	for (size_t i = 0; i < count; i++)
		creating->modules[i] = i != MODULE_PREREQUISITES && selection->selected[i] &&
		                       selection->required[i];
	creating->config = (struct create_config){
		.target = config->name,
		.expected = config->expected,
		.selection = selection,
		.limits = config->create_limits,
		.connect_timeout_ms = config->connect_timeout_ms,
		.timeout_ms = config->create_timeout_ms,
		.patience_ms = PATIENCE_MS,
		.options = { .modules = creating->modules,
		             .tables_only = true,
		             .withheld = seen_before(watched->seen) },
		.admit = admit_cb,
		.note = note_cb,
	};
	snprintf(application, sizeof application, "pgdriftd/%s/create", config->name);
	creating->link = link_new(watched->watch->base,
	                          config->create_conninfo != NULL ? config->create_conninfo
	                                                          : config->conninfo,
	                          application, NULL);
	creating->ending = evtimer_new(watched->watch->base, ending_cb, creating);
	return creating;
}

void
creating_free(struct creating *creating)
{
	if (creating == NULL)
		return;
	creating_break(creating);
	link_free(creating->link);
	event_free(creating->ending);
	free(creating->told);
	free(creating);
}
