/* Creates what is missing: shows the plan, asks, and runs it. What runs is what was shown, or less of it
 * where somebody else has made some of it meanwhile. */
#include "base/file.h"
#include "base/log.h"
#include "creating_priv.h"
#include "report/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PLAN_BYTES_MAX ((size_t)64 * 1024 * 1024)

struct applying {
	struct creating creating;
	const struct arguments *arguments;
	struct plan_saved saved;
	struct arena arena; /* of `saved`, and of what was shown */
	const char **shown; /* the statements, sorted */
	size_t shown_count;
	struct audit *audit; /* of the run; or NULL */
	size_t done;         /* statements of the part at work */
	bool shows_progress;
	bool progress_stands; /* on the terminal's last line */
};

/* --- what was shown ----------------------------------------------------------------------------- */

static int
order_cb(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
keep_shown(struct applying *applying, const struct plan *plan)
{
	applying->shown = arena_array(&applying->arena, plan->statement_count,
	                              sizeof *applying->shown);
	for (size_t i = 0; i < plan->transaction_count; i++) {
		for (size_t j = 0; j < plan->transactions[i].statement_count; j++)
			applying->shown[applying->shown_count++] = arena_strdup(
				&applying->arena, plan->transactions[i].statements[j].sql);
	}
	if (applying->shown_count > 0)
		qsort(applying->shown, applying->shown_count, sizeof *applying->shown, order_cb);
}

static bool
was_shown(const struct applying *applying, const char *sql)
{
	return applying->shown_count > 0 && bsearch(&sql, applying->shown, applying->shown_count,
	                                            sizeof *applying->shown, order_cb) != NULL;
}

static bool
admit_cb(void *arg, const struct create_request *request, struct err *err)
{
	const struct applying *applying = arg;
	const struct plan_transaction *transaction = request->transaction;

	for (size_t i = 0; i < transaction->statement_count; i++) {
		if (!was_shown(applying, transaction->statements[i].sql))
			return err_set(err, ERR_USAGE,
			               "the database has moved since the plan was made: now it "
			               "would take: %s",
			               transaction->statements[i].sql);
	}
	return applying->audit == NULL || audit_admit(applying->audit, request, err);
}

/* --- progress ----------------------------------------------------------------------------------- */

static void
clear_progress(struct applying *applying)
{
	if (applying->progress_stands)
		fputs("\r\033[K", stderr);
	applying->progress_stands = false;
}

static void
note_cb(void *arg, const struct create_note *note)
{
	struct applying *applying = arg;

	if (applying->audit != NULL)
		audit_note(applying->audit, note);
	if (note->step == CREATE_PLANNED)
		applying->done = 0;
	if (!applying->shows_progress)
		return;
	clear_progress(applying);
	if (note->step == CREATE_WAITING || note->step == CREATE_IN_DOUBT) {
		complain("%s: %s", create_step_word(note->step), note->err->message);
	} else if (note->step == CREATE_STATEMENT && note->err == NULL) {
		fprintf(stderr, "\r\033[K[%zu/%zu] %s", ++applying->done, note->part->statements,
		        ddl_stage_word(note->statement->stage));
		applying->progress_stands = true;
	}
}

/* --- what came of it ---------------------------------------------------------------------------- */

static void
add_modules(const struct plan *plan, const struct create_part *part, struct text *out)
{
	text_add(out, part->module_count == 0  ? "top level"
	              : part->module_count > 1 ? "modules "
	                                       : "module ");
	for (size_t i = 0; i < part->module_count; i++)
		text_addf(out, "%s%s", i == 0 ? "" : ", ",
		          plan->expected->modules[part->modules[i]].name);
}

static void
add_part(const struct plan *plan, const struct create_part *part, struct text *out)
{
	add_modules(plan, part, out);
	if (part->fate == CREATE_DONE) {
		text_addf(out, ": created: %zu %s, %zu %s, in %.1f ms\n", part->tables,
		          part->tables == 1 ? "table" : "tables", part->statements,
		          part->statements == 1 ? "statement" : "statements",
		          (double)part->duration_us / 1000);
		return;
	}
	text_addf(out, ": %s", create_fate_word(part->fate));
}

/* To stdout what was done, to stderr what was not. Returns the exit code. */
static int
tell(const struct applying *applying, struct text *out)
{
	const struct create_result *result = &applying->creating.result;
	const struct plan *rest = result->rest;
	int code = EXIT_CODE_OK;

	for (size_t i = 0; i < result->part_count; i++) {
		const struct create_part *part = &result->parts[i];
		struct text line = { 0 };

		add_part(result->plan, part, &line);
		if (part->fate == CREATE_DONE) {
			text_add(out, text_str(&line));
		} else {
			complain("%s: %s%s", text_str(&line), part->err.message,
			         part->fate == CREATE_UNKNOWN ? "" : "; nothing of it stays");
			for (size_t j = 1; j < part->different_count; j++)
				complain("  %s", part->different[j]);
			if (part->sql != NULL)
				complain("  in: %s", part->sql);
			code = EXIT_CODE_UNKNOWN;
		}
		text_done(&line);
	}
	if (result->part_count == 0 && rest != NULL && rest->refusal_count == 0)
		text_add(out, "nothing is left to create: somebody else has made it\n");
	for (size_t i = 0; rest != NULL && i < rest->refusal_count; i++) {
		complain("refused: %s", rest->refusals[i].text);
		if (code == EXIT_CODE_OK)
			code = EXIT_CODE_CRITICAL;
	}
	return code;
}

/* --- the way ------------------------------------------------------------------------------------ */

static bool
check_apply(const struct arguments *arguments, struct err *err)
{
	unsigned made = ARGUMENT_MODULE | ARGUMENT_INCLUDE | ARGUMENT_SINGLE;

	if (arguments->plan != NULL && (arguments->given & made) != 0)
		return err_set(err, ERR_USAGE,
		               "--plan says itself which modules, what else and in how many "
		               "transactions");
	if ((arguments->given & (ARGUMENT_YES | ARGUMENT_DRY_RUN)) == 0 && !isatty(STDIN_FILENO))
		return err_set(err, ERR_USAGE, "there is nobody to ask: say --yes, or --dry-run");
	return true;
}

static bool
read_saved(struct applying *applying, struct err *err)
{
	const char *path = applying->arguments->plan;
	char *bytes;
	size_t length;
	bool ok;

	if (path == NULL)
		return true;
	if (!file_read(path, PLAN_BYTES_MAX, &bytes, &length, err))
		return false;
	ok = report_plan_read(bytes, length, &applying->arena, &applying->saved, err);
	free(bytes);
	return ok || err_prefix(err, "%s", path);
}

static bool
is_agreed(const struct applying *applying)
{
	const struct create_result *result = &applying->creating.result;
	char answer[16];

	if ((applying->arguments->given & ARGUMENT_YES) != 0)
		return true;
	fprintf(stderr, "Run this in database %s of target %s? [y/N] ",
	        result->server.database == NULL ? "" : result->server.database,
	        applying->creating.target->name);
	if (fgets(answer, sizeof answer, stdin) != NULL &&
	    (strcmp(answer, "y\n") == 0 || strcmp(answer, "yes\n") == 0))
		return true;
	complain("nothing was created");
	return false;
}

static bool
has_moved(const struct applying *applying)
{
	const struct plan *plan = applying->creating.result.plan;

	if (applying->arguments->plan == NULL ||
	    strcmp(applying->saved.fingerprint, plan->fingerprint) == 0)
		return false;
	complain("refused: the database, or the manifest, has moved since the plan was made: its "
	         "fingerprint is %s, now it is %s",
	         applying->saved.fingerprint, plan->fingerprint);
	return true;
}

/* The plan is shown; now it runs. */
static int
run(struct applying *applying, struct text *out)
{
	struct err err = { 0 };
	bool ran;
	int code;

	applying->creating.admit = admit_cb;
	applying->creating.note = note_cb;
	applying->creating.arg = applying;
	applying->shows_progress = isatty(STDERR_FILENO);
	applying->audit = trail_open(&applying->creating);
	ran = creating_run(&applying->creating, false, &err);
	trail_close(applying->audit, &applying->creating, ran ? NULL : &err);
	clear_progress(applying);
	if (ran)
		return tell(applying, out);
	code = applying->creating.result.part_count > 0 ? tell(applying, out) : EXIT_CODE_OK;
	complain("target %s: %s", applying->creating.target->name, err.message);
	if (err.code == ERR_USAGE && code == EXIT_CODE_OK)
		return EXIT_CODE_CRITICAL;
	return EXIT_CODE_UNKNOWN;
}

static int
show_and_run(struct applying *applying, struct text *out)
{
	const struct arguments *arguments = applying->arguments;
	const struct plan *plan = applying->creating.result.plan;
	int refused = plan->refusal_count > 0 ? EXIT_CODE_CRITICAL : EXIT_CODE_OK;

	report_plan_text(plan, wants_colour(arguments), out);
	if (has_moved(applying))
		return EXIT_CODE_CRITICAL;
	if (plan->statement_count == 0 || (arguments->given & ARGUMENT_DRY_RUN) != 0)
		return refused;
	if (!put_out(out))
		return EXIT_CODE_IO;
	if (!is_agreed(applying))
		return refused;
	keep_shown(applying, plan);
	return run(applying, out);
}

int
verb_apply(const struct arguments *arguments, struct text *out)
{
	struct applying applying = { .arguments = arguments };
	struct err err = { 0 };
	int code;

	log_open(LOG_LEVEL_WARNING);
	if (!check_apply(arguments, &err) || !read_saved(&applying, &err) ||
	    !creating_open(&applying.creating, arguments,
	                   arguments->plan == NULL ? NULL : &applying.saved, &err)) {
		code = fail(arguments->verb, false, &err, out);
	} else if (!creating_run(&applying.creating, true, &err)) {
		complain("target %s: %s", applying.creating.target->name, err.message);
		code = EXIT_CODE_UNKNOWN;
	} else {
		code = show_and_run(&applying, out);
	}
	creating_done(&applying.creating);
	arena_done(&applying.arena);
	return code;
}
