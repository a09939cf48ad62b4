/* What came of creating: success is told each time, a failure once. */
#include "event_priv.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
event_forget_failure(struct event_memory *memory)
{
	if (memory->failed == NULL)
		return;
	free(memory->failed);
	memory->failed = NULL;
	memory->touched = true;
}

static void
make(struct event_memory *memory, const struct event_creation *creation,
     const struct event_config *config, struct event *ret_event)
{
	struct text line = { 0 };
	char occasion[24];

	text_addf(&line, "%s: %s", creation->target, creation->summary);
	snprintf(occasion, sizeof occasion, "%lld", (long long)++memory->number);
	event_make(ret_event,
	           creation->succeeded ? EVENT_TYPE_CREATE_SUCCEEDED : EVENT_TYPE_CREATE_FAILED,
	           creation->target, creation->status, creation->now, text_str(&line),
	           config->instance, occasion);
	text_done(&line);
}

/* Of a silenced target nothing is told, nor is it remembered that it was. */
void
event_decide_created(struct event_memory *memory, const struct event_creation *creation,
                     const struct event_config *config, struct event_decision *ret_decision)
{
	*ret_decision = (struct event_decision){ 0 };
	if (mutes_silence(creation->mutes, creation->target, creation->now) != NULL)
		return;
	if (!creation->succeeded && memory->failed != NULL &&
	    strcmp(memory->failed, creation->summary) == 0)
		return;
	event_forget_failure(memory);
	if (!creation->succeeded)
		memory->failed = mem_strdup(creation->summary);
	ret_decision->events = mem_alloc(sizeof *ret_decision->events);
	make(memory, creation, config, &ret_decision->events[ret_decision->count++]);
	ret_decision->keep = true;
	memory->touched = false;
	memory->kept_at = creation->now;
}
