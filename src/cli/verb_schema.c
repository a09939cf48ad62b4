#include "base/nearest.h"
#include "cli/verb_priv.h"
#include "manifest/manifest.h"
#include "model/kind.h"

#include <string.h>

/* The file itself, with a NUL behind it. */
__asm__(".section .rodata\n"
        "report_schema_first:\n"
        "\t.incbin \"config/report.schema.json\"\n"
        "report_schema_end:\n"
        "\t.byte 0\n"
        "\t.previous\n");

extern const char report_schema_first[];
extern const char report_schema_end[];

/* The file as it is, but for the kinds: those are listed anew. */
static void
report_schema(struct text *out)
{
	static const char before[] = "\"kind\": { \"enum\": [";
	const char *kinds = strstr(report_schema_first, before) + strlen(before);

	text_addn(out, report_schema_first, (size_t)(kinds - report_schema_first));
	for (size_t kind = 0; kind < KIND_COUNT; kind++)
		text_addf(out, "%s\"%s\"", kind > 0 ? ", " : "", kind_table[kind].word);
	kinds = strchr(kinds, ']');
	text_addn(out, kinds, (size_t)(report_schema_end - kinds));
}

int
verb_schema(const struct arguments *arguments, struct text *out)
{
	static const char *const names[] = { "manifest", "report" };
	const char *name = arguments->operands[0];
	const char *meant = nearest_word(name, names, 2);
	struct err err = { 0 };

	if (strcmp(name, "manifest") == 0) {
		manifest_schema(out);
		return EXIT_CODE_OK;
	}
	if (strcmp(name, "report") == 0) {
		report_schema(out);
		return EXIT_CODE_OK;
	}
	if (meant != NULL)
		err_set(&err, ERR_USAGE, "there is no such schema; did you mean %s?", meant);
	else
		err_set(&err, ERR_USAGE, "there is no such schema: there are manifest and report");
	return fail(arguments->verb, false, &err, out);
}
