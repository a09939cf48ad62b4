#include "out/event.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[EVENT_TYPE_COUNT] = {
#define EVENT(word, name, doc) [EVENT_TYPE_##word] = name,
	EVENT_TYPES(EVENT)
#undef EVENT
};

const char *
event_type_name(enum event_type type)
{
	return names[type];
}

bool
event_type_from_name(const char *name, enum event_type *ret_type)
{
	for (size_t i = 0; i < EVENT_TYPE_COUNT; i++) {
		if (strcmp(names[i], name) == 0) {
			*ret_type = (enum event_type)i;
			return true;
		}
	}
	return false;
}

void
event_done(struct event *event)
{
	free(event->target);
	free(event->status);
	free(event->previous_status);
	free(event->severity);
	free(event->summary);
	free(event->data);
	*event = (struct event){ 0 };
}
