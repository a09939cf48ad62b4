#include "base/version.h"
#include "report/diff.h"
#include "report/result_priv.h"
#include "report/value.h"

#define DIFF_FORMAT 1

static json_t *
manifest_value(const struct expected *expected)
{
	json_t *value = value_object();

	value_put(value, "name", value_text(expected->name));
	value_put(value, "file", value_text(expected->file));
	value_put(value, "sha256", value_text(expected->sha256));
	return value;
}

void
diff_json(const struct diff *diff, struct text *out)
{
	static const char *const statuses[] = { "same", "differ", "differ", "unknown" };
	struct report_filter filter = { .kind = -1, .severity = (int)diff->minimum };
	json_t *document = value_object();

	value_put(document, "diff", value_count(DIFF_FORMAT));
	value_put(document, "version", value_text(program_version()));
	value_put(document, "status", value_text(statuses[diff_verdict(diff)]));
	value_put(document, "expected", manifest_value(diff->report->expected));
	value_put(document, "observed", manifest_value(diff->other));
	result_put(document, diff->report, &filter);
	value_write(document, out);
}
