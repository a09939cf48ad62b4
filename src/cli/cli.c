#include "cli/cli.h"

#include "base/log.h"
#include "cli/verb_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A socket must never get the number of a stream that was closed by whoever started us: then what is
 * meant for people would go to the server. */
static void
fill_streams(void)
{
	int descriptor;

	do
		descriptor = open("/dev/null", O_RDONLY);
	while (descriptor >= 0 && descriptor <= STDERR_FILENO);
	if (descriptor > STDERR_FILENO)
		close(descriptor);
}

/* Looked for by itself: the arguments that it stands among may be the ones that are wrong. */
static bool
asks_nagios(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--format=nagios") == 0)
			return true;
		if (strcmp(argv[i], "--format") == 0 && i + 1 < argc &&
		    strcmp(argv[i + 1], "nagios") == 0)
			return true;
	}
	return false;
}

/* Everything, or false with errno. */
static bool
put_stdout(const struct text *text)
{
	for (size_t done = 0; done < text->length;) {
		ssize_t wrote = write(STDOUT_FILENO, text->bytes + done, text->length - done);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return false;
		done += (size_t)wrote;
	}
	return true;
}

bool
put_out(struct text *out)
{
	bool ok = put_stdout(out);

	if (!ok)
		complain("stdout: %s", strerror(errno));
	text_clear(out);
	return ok;
}

/* A verdict that nobody got is none. Closing tells of a full disk behind a network. */
static int
finish(int code, const struct text *out)
{
	if (out->length == 0)
		return code;
	if (put_stdout(out) && (close(STDOUT_FILENO) == 0 || errno == EINTR))
		return code;
	complain("stdout: %s", strerror(errno));
	return EXIT_CODE_IO;
}

static int
dispatch(const struct arguments *arguments, struct text *out)
{
	if ((arguments->given & ARGUMENT_HELP) != 0) {
		usage_write(arguments->verb, out);
		return EXIT_CODE_OK;
	}
	if ((arguments->given & ARGUMENT_VERSION) != 0)
		return verb_version(arguments, out);
	return arguments->verb->run(arguments, out);
}

int
cli_main(int argc, char **argv)
{
	struct arguments arguments;
	struct text out = { 0 };
	struct err err = { 0 };
	int code;

	fill_streams();
	/* A reader that goes away is an error of writing, and no end without a word. */
	signal(SIGPIPE, SIG_IGN);
	if (arguments_read(argc, argv, &arguments, &err))
		code = dispatch(&arguments, &out);
	else
		code = fail(arguments.verb, asks_nagios(argc, argv), &err, &out);
	code = finish(code, &out);
	text_done(&out);
	arguments_done(&arguments);
	return code;
}
