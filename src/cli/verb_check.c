/* One check of each target, and what it says. */
#include "base/log.h"
#include "cli/verb_priv.h"
#include "report/json.h"
#include "report/plain.h"

#include <stdlib.h>

static int
write_reports(const struct board *board, const struct arguments *arguments, struct text *out)
{
	size_t count = board_count(board);
	const struct report **reports = mem_alloc((count + 1) * sizeof *reports);
	int verdict = EXIT_CODE_OK;

	for (size_t i = 0; i < count; i++) {
		reports[i] = board_at(board, i);
		verdict = report_worse(verdict, report_verdict(reports[i], arguments->minimum));
	}
	if (arguments->format == FORMAT_JSON)
		report_document(reports, count, NULL, out);
	else if (arguments->format == FORMAT_NAGIOS)
		report_nagios(reports, count, arguments->minimum, out);
	else
		report_text(reports, count, arguments->minimum, wants_colour(arguments), out);
	free(reports);
	return verdict;
}

static bool
check_arguments(const struct arguments *arguments, struct err *err)
{
	if (arguments->dsn != NULL && arguments->manifest == NULL)
		return err_set(err, ERR_USAGE, "--dsn needs --manifest");
	return check_dsn(arguments, err);
}

int
verb_check(const struct arguments *arguments, struct text *out)
{
	struct board *board = board_new();
	struct config *config = NULL;
	struct err err = { 0 };
	int code;

	log_open(LOG_LEVEL_WARNING);
	if (check_arguments(arguments, &err) && load_config(arguments, &config, &err) &&
	    check_once(config, arguments->timeout_ms, board, &err))
		code = write_reports(board, arguments, out);
	else
		code = fail(arguments->verb, arguments->format == FORMAT_NAGIOS, &err, out);
	config_free(config);
	board_free(board);
	return code;
}
