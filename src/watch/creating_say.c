/* What an attempt came to, in the trail, the log, the counts, and for people: success each time, the same
 * failure or refusal once. */
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "creating_priv.h"

#include <stdlib.h>
#include <string.h>

#define NAMED_MAX 4

static const char *
target_of(const struct creating *creating)
{
	return creating->watched->config.name;
}

static void
tell(const struct creating *creating, bool succeeded, const struct text *summary)
{
	const struct watch_keeping *keeping = &creating->watched->watch->keeping;
	const struct watch_creation creation = {
		.target = target_of(creating),
		.succeeded = succeeded,
		.summary = text_str(summary),
	};

	if (keeping->created != NULL)
		keeping->created(keeping->arg, &creation);
}

/* Whether that has not been said last. */
static bool
is_news(struct creating *creating, const char *key)
{
	if (creating->told != NULL && strcmp(creating->told, key) == 0)
		return false;
	free(creating->told);
	creating->told = mem_strdup(key);
	return true;
}

static void
say_trail(const struct creating *creating, const struct err *err)
{
	log_line(LOG_LEVEL_ERROR, target_of(creating), "the trail of creating is not whole: %s",
	         err->message);
}

/* --- refused before there was an attempt ----------------------------------------------------------- */

void
creating_refused(struct creating *creating, const struct server *server, const struct err *why)
{
	const char *state_dir = creating->watched->watch->keeping.state_dir;
	struct text summary = { 0 };
	struct audit *audit = NULL;
	struct err err = { 0 };

	if (!is_news(creating, why->message))
		return;
	creating->watched->counts.attempts[WATCH_REFUSED]++;
	log_line(LOG_LEVEL_WARNING, target_of(creating), "nothing is created: %s", why->message);
	if (state_dir != NULL) {
		audit = audit_open(state_dir, target_of(creating), "run", &err);
		if (audit != NULL)
			audit_refuse(audit, server, why->message);
		if (audit == NULL || !audit_whole(audit, &err))
			say_trail(creating, &err);
		audit_free(audit);
	}
	/* Of another database there is an event of its own. */
	if (seen_identify(creating->watched->seen, server) == SEEN_ANOTHER)
		return;
	text_addf(&summary, "nothing is created: %s", why->message);
	tell(creating, false, &summary);
	text_done(&summary);
}

/* --- what an attempt came to ----------------------------------------------------------------------- */

static enum watch_result
result_of_fate(enum create_fate fate)
{
	static const enum watch_result results[CREATE_FATES] = {
		[CREATE_DONE] = WATCH_DONE,
		[CREATE_BUSY] = WATCH_BUSY,
		[CREATE_FAILED] = WATCH_FAILED,
		[CREATE_UNKNOWN] = WATCH_UNKNOWN,
	};

	return results[fate];
}

static enum watch_result
worst_of(const struct create_result *result)
{
	bool refused = result->err.code != ERR_NONE ||
	               (result->plan != NULL && result->plan->refusal_count > 0);
	enum watch_result worst = refused ? WATCH_REFUSED : WATCH_DONE;

	for (size_t i = 0; i < result->part_count; i++) {
		enum watch_result other = result_of_fate(result->parts[i].fate);

		worst = other > worst ? other : worst;
	}
	return worst;
}

static void
add_modules(const struct creating *creating, const struct create_part *part, size_t *named,
            struct text *out)
{
	const struct expected *expected = creating->config.expected;

	for (size_t i = 0; i < part->module_count; i++) {
		if ((*named)++ < NAMED_MAX)
			text_addf(out, "%s%s", *named == 1 ? "" : ", ",
			          expected->modules[part->modules[i]].name);
	}
}

static void
say_created(struct creating *creating, const struct create_result *result)
{
	struct text names = { 0 }, summary = { 0 };
	size_t tables = 0, modules = 0;
	int64_t duration_us = 0;

	for (size_t i = 0; i < result->part_count; i++) {
		const struct create_part *part = &result->parts[i];

		if (part->fate != CREATE_DONE)
			continue;
		tables += part->tables;
		duration_us += part->duration_us;
		add_modules(creating, part, &modules, &names);
	}
	if (modules > 0) {
		text_addf(&summary, "created %zu table%s in %zu module%s (%s", tables,
		          tables == 1 ? "" : "s", modules, modules == 1 ? "" : "s",
		          text_str(&names));
		if (modules > NAMED_MAX)
			text_addf(&summary, " and %zu more", modules - NAMED_MAX);
		text_add(&summary, ")");
		creating->watched->counts.tables += tables;
		log_line(LOG_LEVEL_NOTICE, target_of(creating), "%s in %.3f s, plan %.12s",
		         text_str(&summary), (double)duration_us / 1e6, result->plan->fingerprint);
		tell(creating, true, &summary);
	}
	text_done(&names);
	text_done(&summary);
}

/* What was not created and why, and the same in a form that is the same as long as that is. */
struct failure {
	struct text words;
	struct text key;
	size_t reasons;
};

static void
add_reason(struct failure *failure, const char *words)
{
	if (failure->reasons++ < NAMED_MAX)
		text_addf(&failure->words, "%s%s", failure->reasons == 1 ? "" : "; ", words);
}

static void
add_part(struct failure *failure, const struct creating *creating, const struct create_part *part)
{
	struct text words = { 0 };
	size_t named = 0;

	/* Who holds a lock changes from one attempt to the next. */
	text_addf(&failure->key, "%s %s ", create_fate_word(part->fate), part->err.sqlstate);
	if (part->fate != CREATE_BUSY)
		text_add(&failure->key, part->err.message);
	for (size_t i = 0; i < part->module_count; i++)
		text_addf(&failure->key, " %zu", part->modules[i]);
	text_add(&words, "module ");
	add_modules(creating, part, &named, &words);
	text_addf(&words, ": %s", part->err.message);
	add_reason(failure, text_str(&words));
	text_done(&words);
}

static void
collect(struct failure *failure, const struct creating *creating,
        const struct create_result *result)
{
	for (size_t i = 0; i < result->part_count; i++) {
		if (result->parts[i].fate != CREATE_DONE)
			add_part(failure, creating, &result->parts[i]);
	}
	for (size_t i = 0; result->plan != NULL && i < result->plan->refusal_count; i++) {
		text_add(&failure->key, result->plan->refusals[i].text);
		add_reason(failure, result->plan->refusals[i].text);
	}
	if (result->err.code != ERR_NONE) {
		text_add(&failure->key, result->err.message);
		add_reason(failure, result->err.message);
	}
	if (failure->reasons > NAMED_MAX)
		text_addf(&failure->words, "; and %zu more", failure->reasons - NAMED_MAX);
}

static void
say_failure(struct creating *creating, const struct failure *failure)
{
	struct text summary = { 0 };
	int64_t delay_ms = schedule_create(creating->watched->config.check_interval_ms,
	                                   ++creating->failures, arc4random());

	creating->not_before_ms = clock_ms() + delay_ms;
	text_addf(&summary, "not created: %s", text_str(&failure->words));
	log_line(LOG_LEVEL_WARNING, target_of(creating), "%s; next attempt in %.1f s or later",
	         text_str(&summary), (double)delay_ms / 1000);
	if (is_news(creating, text_str(&failure->key)))
		tell(creating, false, &summary);
	text_done(&summary);
}

void
creating_result(struct creating *creating, const struct create_result *result)
{
	enum watch_result worst = worst_of(result);
	struct failure failure = { 0 };
	struct err err = { 0 };

	creating->watched->counts.attempts[worst]++;
	collect(&failure, creating, result);
	if (creating->audit != NULL) {
		audit_end(creating->audit, result,
		          failure.reasons == 0 ? NULL : text_str(&failure.words));
		if (!audit_whole(creating->audit, &err))
			say_trail(creating, &err);
	}
	say_created(creating, result);
	if (worst != WATCH_DONE)
		say_failure(creating, &failure);
	else
		creating_well(creating);
	text_done(&failure.words);
	text_done(&failure.key);
}

void
creating_well(struct creating *creating)
{
	free(creating->told);
	creating->told = NULL;
	creating->failures = 0;
	creating->not_before_ms = 0;
}

void
creating_broken_off(struct creating *creating, enum watch_result result, const char *why)
{
	struct err err = { 0 };

	creating->watched->counts.attempts[result]++;
	log_line(LOG_LEVEL_WARNING, target_of(creating), "creating was broken off: %s", why);
	if (creating->audit == NULL)
		return;
	audit_end(creating->audit, NULL, why);
	if (!audit_whole(creating->audit, &err))
		say_trail(creating, &err);
}

const char *
watch_result_word(enum watch_result result)
{
	static const char *const words[WATCH_RESULTS] = {
		[WATCH_DONE] = "done",     [WATCH_REFUSED] = "refused", [WATCH_BUSY] = "busy",
		[WATCH_FAILED] = "failed", [WATCH_UNKNOWN] = "unknown",
	};

	return words[result];
}
