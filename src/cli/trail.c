/* What a person creates leaves its trail where the daemon's is. */
#include "creating_priv.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

struct audit *
trail_open(const struct creating *creating)
{
	char *state_dir = config_state_dir(creating->config);
	const struct passwd *person = getpwuid(getuid());
	struct text by = { 0 };
	struct audit *audit;
	struct err err = { 0 };

	if (state_dir == NULL)
		return NULL;
	text_addf(&by, "apply by %s", person == NULL ? "somebody" : person->pw_name);
	audit = audit_open(state_dir, creating->target->name, text_str(&by), &err);
	if (audit == NULL)
		complain("no trail is kept of this: %s", err.message);
	text_done(&by);
	free(state_dir);
	return audit;
}

void
trail_close(struct audit *audit, const struct creating *creating, const struct err *err)
{
	const struct create_result *result = &creating->result;
	const char *reason = err == NULL ? NULL : err->message;
	struct err torn = { 0 };

	if (audit == NULL)
		return;
	for (size_t i = 0; reason == NULL && i < result->part_count; i++) {
		if (result->parts[i].fate != CREATE_DONE)
			reason = result->parts[i].err.message;
	}
	audit_end(audit, result, reason);
	if (!audit_whole(audit, &torn))
		complain("the trail is not whole: %s", torn.message);
	audit_free(audit);
}
