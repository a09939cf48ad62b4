/* What goes wrong, told in the way that was asked for. */
#include "report/plain.h"
#include "cli/verb_priv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* stderr is the last resort: where it fails, nobody is left to be told. */
static void
put_stderr(const struct text *text)
{
	for (size_t done = 0; done < text->length;) {
		ssize_t wrote = write(STDERR_FILENO, text->bytes + done, text->length - done);
		if (wrote <= 0)
			return;
		done += (size_t)wrote;
	}
}

/* A file's name or a server's text could drive the terminal. */
static void
flatten(char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			*text = ' ';
	}
}

void
complain(const char *format, ...)
{
	struct text text = { 0 };
	char *message;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&message, format, arguments) < 0)
		abort();
	va_end(arguments);
	flatten(message);
	text_addf(&text, "pgdriftd: %s\n", message);
	put_stderr(&text);
	text_done(&text);
	free(message);
}

static int
exit_code(const struct err *err, bool nagios)
{
	if (nagios)
		return EXIT_CODE_UNKNOWN;
	return err->code == ERR_USAGE ? EXIT_CODE_USAGE : EXIT_CODE_CONFIG;
}

int
fail(const struct verb *verb, bool nagios, const struct err *err, struct text *out)
{
	complain("%s", err->message);
	if (err->code == ERR_USAGE) {
		struct text usage = { 0 };
		text_add(&usage, "\n");
		usage_write(verb, &usage);
		put_stderr(&usage);
		text_done(&usage);
	}
	if (nagios) {
		text_clear(out);
		report_nagios_failure(err->message, out);
	}
	return exit_code(err, nagios);
}

bool
check_dsn(const struct arguments *arguments, struct err *err)
{
	if (arguments->dsn == NULL)
		return true;
	if ((arguments->given & ARGUMENT_CONFIG) != 0)
		return err_set(err, ERR_USAGE, "--dsn and --config exclude each other");
	if ((arguments->given & ARGUMENT_TARGET) != 0)
		return err_set(err, ERR_USAGE, "--dsn and --target exclude each other");
	return true;
}

static bool
load(const struct arguments *arguments, const struct config_choice *choice,
     struct config **ret_config, struct err *err)
{
	struct config *config;
	bool ok;

	if (arguments->dsn != NULL)
		ok = config_single(arguments->dsn, choice, &config, err);
	else
		ok = config_load(arguments->config, choice, &config, err);
	if (!ok)
		return false;
	for (size_t i = 0; i < config->warning_count; i++)
		complain("warning: %s", config->warnings[i]);
	*ret_config = config;
	return true;
}

bool
load_config(const struct arguments *arguments, struct config **ret_config, struct err *err)
{
	struct config_choice choice = {
		.targets = arguments->targets,
		.target_count = arguments->target_count,
		.modules = arguments->modules,
		.module_count = arguments->module_count,
		.manifest = arguments->manifest,
	};

	return load(arguments, &choice, ret_config, err);
}

bool
load_config_with(const struct arguments *arguments, struct expected *expected,
                 struct config **ret_config, struct err *err)
{
	struct config_choice choice = {
		.targets = arguments->targets,
		.target_count = arguments->target_count,
		.expected = expected,
	};

	return load(arguments, &choice, ret_config, err);
}
