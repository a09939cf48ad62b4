/* The command line: from argv to an exit code. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

/* The exit codes of sysexits.h that are used, and those of a check. A crash is 126 or above, so that
 * it never reads as one of these. */
enum exit_code {
	EXIT_CODE_OK = 0,       /* done; in sync */
	EXIT_CODE_DRIFT = 1,    /* check: drift, at most warning; hook test: not delivered;
			      * ack, silence, unmute: there is no such thing */
	EXIT_CODE_CRITICAL = 2, /* check: critical drift */
	EXIT_CODE_UNKNOWN =
		3, /* check: unknown; everything else that fails, with --format nagios */
	EXIT_CODE_USAGE = 64,
	EXIT_CODE_UNAVAILABLE = 69, /* run: cannot listen; ack, events, ...: no daemon answers */
	EXIT_CODE_IO = 74,          /* the result could not be written */
	EXIT_CODE_RETRY = 75,       /* hook test: it asks to be tried again */
	EXIT_CODE_CONFIG = 78       /* manifest or configuration */
};

/* The whole program. Overwrites a --dsn in argv. */
int cli_main(int argc, char **argv);

#endif
