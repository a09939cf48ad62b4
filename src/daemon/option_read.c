/* Values of options read from text. */
#include "daemon/option_priv.h"

#include <string.h>
#include <strings.h>

#define BLANKS    " \t"
#define LINES_MAX 64

static const struct {
	const char *word;
	bool value;
} switches[] = {
	{ "on", true },   { "true", true },   { "yes", true }, { "1", true },
	{ "off", false }, { "false", false }, { "no", false }, { "0", false },
};
#define SWITCHES (sizeof switches / sizeof *switches)

/* The value itself stays out of the message: it may be a secret that stands on the wrong line. */
static bool
fail(enum option option, struct err *err)
{
	struct text demand = { 0 };

	option_write_demand(option, &demand);
	err_set(err, ERR_CONFIG, "%s: must %s", option_table[option].word, text_str(&demand));
	text_done(&demand);
	return false;
}

/* Digits to a number; beyond what 64 bits hold it stays at the end, which is outside every range. */
static int64_t
read_digits(const char **at)
{
	int64_t number = 0;

	for (; **at >= '0' && **at <= '9'; (*at)++) {
		if (__builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, **at - '0', &number))
			number = INT64_MAX;
	}
	return number;
}

static bool
read_number(enum option option, const char *text, int64_t *ret_number, struct err *err)
{
	const struct option_info *info = &option_table[option];
	const struct option_unit_info *unit = option_units(info->type);
	const char *at = text;
	int64_t number = read_digits(&at);

	if (at == text)
		return fail(option, err);
	at += strspn(at, BLANKS);
	if (*at == '\0')
		at = option_unit_word(option);
	while (unit->word != NULL && strcmp(unit->word, at) != 0)
		unit++;
	if (unit->word == NULL || __builtin_mul_overflow(number, unit->factor, &number) ||
	    number < info->minimum || number > info->maximum)
		return fail(option, err);
	*ret_number = number;
	return true;
}

static bool
read_switch(enum option option, const char *text, int64_t *ret_number, struct err *err)
{
	for (size_t i = 0; i < SWITCHES; i++) {
		if (strcasecmp(switches[i].word, text) == 0) {
			*ret_number = switches[i].value;
			return true;
		}
	}
	return fail(option, err);
}

static bool
read_word(enum option option, const char *text, struct arena *arena, struct option_value *ret_value,
          struct err *err)
{
	const char *at = option_table[option].words;
	size_t wanted = strlen(text);

	for (int64_t place = 0; *at != '\0'; place++) {
		size_t length = strcspn(at, " ");
		if (length == wanted && strncasecmp(at, text, length) == 0) {
			ret_value->number = place;
			ret_value->text = arena_strndup(arena, at, length);
			return true;
		}
		at += length + strspn(at + length, " ");
	}
	return fail(option, err);
}

static bool
read_list(enum option option, const char *text, struct arena *arena, struct option_value *ret_value,
          struct err *err)
{
	size_t count = 1;
	const char **list;

	for (const char *at = text; *at != '\0'; at++)
		count += *at == ',' ? 1 : 0;
	list = arena_array(arena, count, sizeof *list);
	for (size_t i = 0; i < count; i++) {
		size_t length;
		text += strspn(text, BLANKS);
		length = strcspn(text, ",");
		list[i] = text;
		text += length + (text[length] == ',' ? 1 : 0);
		while (length > 0 && strchr(BLANKS, list[i][length - 1]) != NULL)
			length--;
		if (length == 0)
			return fail(option, err);
		list[i] = arena_strndup(arena, list[i], length);
	}
	ret_value->list = list;
	ret_value->count = count;
	return true;
}

/* A new list for each line: bounded, because the old ones stay in the arena. */
static bool
add_line(enum option option, const char *text, struct arena *arena, struct option_value *value,
         struct err *err)
{
	const char **list;

	if (value->count == LINES_MAX)
		return err_set(err, ERR_CONFIG, "%s: must not be given more than %d times",
		               option_table[option].word, LINES_MAX);
	list = arena_array(arena, value->count + 1, sizeof *list);
	for (size_t i = 0; i < value->count; i++)
		list[i] = value->list[i];
	list[value->count++] = arena_strdup(arena, text);
	value->list = list;
	return true;
}

bool
option_read(enum option option, const char *text, struct arena *arena,
            struct option_value *ret_value, struct err *err)
{
	if (*text == '\0')
		return fail(option, err);
	switch (option_table[option].type) {
	case TYPE_BOOL:
		return read_switch(option, text, &ret_value->number, err);
	case TYPE_INTEGER:
	case TYPE_DURATION:
	case TYPE_SIZE:
		return read_number(option, text, &ret_value->number, err);
	case TYPE_WORD:
		return read_word(option, text, arena, ret_value, err);
	case TYPE_TEXT:
	case TYPE_PATH:
		ret_value->text = arena_strdup(arena, text);
		return true;
	case TYPE_LIST:
		return read_list(option, text, arena, ret_value, err);
	case TYPE_LINES:
		return add_line(option, text, arena, ret_value, err);
	}
	return fail(option, err);
}
