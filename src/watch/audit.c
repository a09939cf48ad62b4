#include "watch/audit.h"

#include "base/clock.h"
#include "base/text.h"
#include "base/file.h"
#include "report/value.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME    "audit.jsonl"
#define FILE_MODE    0600
#define NUMBER_BYTES 17

struct audit {
	int descriptor;
	char *path;
	char *target;
	char *by;
	char attempt[NUMBER_BYTES]; /* the same in all lines of this attempt */
	int64_t begun_us;
	bool torn; /* the last line is not whole: ours, or that of somebody who was killed */
	struct err failure;
	/* Who answered, once it is known. */
	struct arena arena;
	const char *role;
	const char *system_identifier;
	const char *database;
};

/* --- the file -------------------------------------------------------------------------------------- */

static void
fail(struct audit *audit)
{
	err_set(&audit->failure, ERR_IO, "%s: %s", audit->path, strerror(errno));
}

static bool
ends_torn(int descriptor)
{
	struct stat status;
	char last = '\n';

	if (fstat(descriptor, &status) != 0 || status.st_size == 0)
		return false;
	return pread(descriptor, &last, 1, status.st_size - 1) == 1 && last != '\n';
}

/* Made by an administrator, it belongs to whose directory it is: the daemon must be able to go on. */
static void
hand_over(const struct audit *audit, const char *state_dir)
{
	struct stat directory;

	if (geteuid() == 0 && stat(state_dir, &directory) == 0 && directory.st_uid != 0 &&
	    fchown(audit->descriptor, directory.st_uid, directory.st_gid) != 0)
		return;
}

static bool
open_file(struct audit *audit, const char *state_dir)
{
	struct stat status;
	bool fresh = stat(audit->path, &status) != 0;

	audit->descriptor = open(audit->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	                         FILE_MODE);
	if (audit->descriptor < 0) {
		fail(audit);
		return false;
	}
	audit->torn = ends_torn(audit->descriptor);
	if (!fresh)
		return true;
	hand_over(audit, state_dir);
	return file_sync_directory(audit->path, &audit->failure);
}

struct audit *
audit_open(const char *state_dir, const char *target, const char *by, struct err *err)
{
	struct audit *audit = mem_alloc(sizeof *audit);
	struct text path = { 0 };

	text_addf(&path, "%s/" FILE_NAME, state_dir);
	audit->path = text_take(&path);
	audit->target = mem_strdup(target);
	audit->by = mem_strdup(by);
	audit->begun_us = clock_us();
	snprintf(audit->attempt, sizeof audit->attempt, "%08x%08x", arc4random(), arc4random());
	if (open_file(audit, state_dir))
		return audit;
	err_set(err, ERR_IO, "%s", audit->failure.message);
	audit_free(audit);
	return NULL;
}

void
audit_free(struct audit *audit)
{
	if (audit == NULL)
		return;
	if (audit->descriptor >= 0)
		close(audit->descriptor);
	free(audit->path);
	free(audit->target);
	free(audit->by);
	arena_done(&audit->arena);
	free(audit);
}

bool
audit_whole(const struct audit *audit, struct err *err)
{
	return audit->failure.code == ERR_NONE ||
	       err_set(err, ERR_IO, "%s", audit->failure.message);
}

/* Takes the line over. A whole line in one write: others may append too. */
static void
append(struct audit *audit, json_t *line, bool sync)
{
	struct text text = { 0 };

	if (audit->torn)
		text_addc(&text, '\n');
	value_write_compact(line, &text);
	text_addc(&text, '\n');
	audit->torn = !file_write_all(audit->descriptor, text.bytes, text.length);
	if (audit->torn || (sync && fsync(audit->descriptor) != 0))
		fail(audit);
	text_done(&text);
}

/* --- lines ----------------------------------------------------------------------------------------- */

static json_t *
begin_line(const struct audit *audit, const char *what)
{
	json_t *line = value_object();

	value_put(line, "time", value_stamp(clock_wall_ms()));
	value_put(line, "attempt", value_text(audit->attempt));
	value_put(line, "what", value_text(what));
	value_put(line, "target", value_text(audit->target));
	value_put(line, "by", value_text(audit->by));
	value_put(line, "role", value_text(audit->role));
	value_put(line, "database", value_text(audit->database));
	value_put(line, "system_identifier", value_text(audit->system_identifier));
	return line;
}

static void
put_modules(json_t *line, const struct expected *expected, const size_t *modules, size_t count)
{
	json_t *names = value_array();

	for (size_t i = 0; i < count; i++)
		value_append(names, value_text(expected->modules[modules[i]].name));
	value_put(line, "modules", names);
}

static void
put_duration(json_t *line, int64_t duration_us)
{
	value_put(line, "duration_ms", json_real((double)duration_us / 1000));
}

static void
put_error(json_t *line, const struct err *err)
{
	json_t *error;

	if (err == NULL || err->code == ERR_NONE) {
		value_put(line, "error", json_null());
		return;
	}
	error = value_object();
	value_put(error, "code", value_text(err_word(err->code)));
	value_put(error, "sqlstate",
	          err->sqlstate[0] == '\0' ? json_null() : value_text(err->sqlstate));
	value_put(error, "message", value_text(err->message));
	value_put(line, "error", error);
}

static void
learn_server(struct audit *audit, const struct server *server)
{
	arena_done(&audit->arena);
	audit->role = arena_strdup(&audit->arena, server->user);
	audit->system_identifier = arena_strdup(&audit->arena, server->system_identifier);
	audit->database = arena_strdup(&audit->arena, server->database);
}

bool
audit_admit(struct audit *audit, const struct create_request *request, struct err *err)
{
	const struct plan_transaction *transaction = request->transaction;
	json_t *line;

	learn_server(audit, request->server);
	line = begin_line(audit, "begin");
	value_put(line, "plan", value_text(request->plan->fingerprint));
	put_modules(line, request->plan->expected, transaction->modules, transaction->module_count);
	value_put(line, "statements", value_count(transaction->statement_count));
	append(audit, line, true);
	return audit_whole(audit, err);
}

/* What the steps before the first statement come to, the begin of a transaction says. */
void
audit_note(struct audit *audit, const struct create_note *note)
{
	json_t *line;

	if (note->part == NULL)
		return;
	line = begin_line(audit, create_step_word(note->step));
	if (note->plan != NULL) {
		value_put(line, "plan", value_text(note->plan->fingerprint));
		put_modules(line, note->plan->expected, note->part->modules,
		            note->part->module_count);
	}
	if (note->statement != NULL)
		value_put(line, "statement", value_text(note->statement->sql));
	put_duration(line, note->duration_us);
	put_error(line, note->err);
	append(audit, line, note->step == CREATE_COMMITTED);
}

static json_t *
write_parts(const struct create_result *result)
{
	json_t *parts = value_array();

	for (size_t i = 0; i < result->part_count; i++) {
		const struct create_part *part = &result->parts[i];
		json_t *value = value_object();

		if (result->plan != NULL)
			put_modules(value, result->plan->expected, part->modules,
			            part->module_count);
		value_put(value, "result", value_text(create_fate_word(part->fate)));
		value_put(value, "tables", value_count(part->tables));
		value_put(value, "statements", value_count(part->statements));
		put_duration(value, part->duration_us);
		put_error(value, &part->err);
		value_append(parts, value);
	}
	return parts;
}

void
audit_end(struct audit *audit, const struct create_result *result, const char *reason)
{
	json_t *line;

	if (result != NULL && result->server.database != NULL)
		learn_server(audit, &result->server);
	line = begin_line(audit, "end");
	if (result != NULL) {
		value_put(line, "plan",
		          value_text(result->plan == NULL ? NULL : result->plan->fingerprint));
		value_put(line, "transactions", write_parts(result));
	}
	put_duration(line, clock_us() - audit->begun_us);
	value_put(line, "reason", value_text(reason));
	append(audit, line, true);
}

void
audit_refuse(struct audit *audit, const struct server *server, const char *reason)
{
	json_t *line;

	learn_server(audit, server);
	line = begin_line(audit, "refused");
	value_put(line, "reason", value_text(reason));
	append(audit, line, true);
}
