/* Configuration text: the INI reader, and every value read by every option of its name. */
#include "daemon/ini.h"
#include "daemon/option.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct reading {
	struct arena arena;
	enum option_section section;
	struct settings settings;
};

static void
demand(bool condition)
{
	if (!condition)
		abort();
}

static bool
section_cb(void *arg, unsigned line, const char *name, struct err *err)
{
	struct reading *reading = arg;

	(void)err;
	demand(line > 0 && *name != '\0');
	reading->section = SECTION_DAEMON;
	if (strncmp(name, "target", 6) == 0)
		reading->section = SECTION_TARGET;
	else if (strncmp(name, "hook", 4) == 0)
		reading->section = SECTION_HOOK;
	else if (strncmp(name, "webhook", 7) == 0)
		reading->section = SECTION_WEBHOOK;
	return true;
}

/* What was read can be written, and then reads the same. */
static void
read_again(enum option option, const struct option_value *value)
{
	struct arena arena = { 0 };
	struct option_value again = { 0 };
	struct text text = { 0 };

	option_write(option, value, &text);
	if (option_table[option].type != TYPE_LINES) {
		demand(option_read(option, text_str(&text), &arena, &again, NULL));
		demand(option_same(option, value, &again));
	}
	text_done(&text);
	arena_done(&arena);
}

static bool
value_cb(void *arg, unsigned line, const char *key, const char *value, struct err *err)
{
	struct reading *reading = arg;
	enum option option;

	demand(line > 0 && *key != '\0' && strchr(key, '=') == NULL);
	if (!option_find(reading->section, key, &option)) {
		option_nearest(reading->section, key);
		return true;
	}
	if (!option_read(option, value, &reading->arena, &reading->settings.value[option], err))
		return false;
	read_again(option, &reading->settings.value[option]);
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading reading = { .section = SECTION_DAEMON };
	struct err err = { 0 };

	if (!ini_parse((const char *)data, size, "fuzz.ini", section_cb, value_cb, &reading, &err))
		demand(strncmp(err.message, "fuzz.ini:", 9) == 0);
	arena_done(&reading.arena);
	return 0;
}
