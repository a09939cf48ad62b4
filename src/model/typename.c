#include "model/typename.h"

#include "base/utf8.h"
#include "model/typename_priv.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define SHOWN_BYTES   ((size_t)200) /* of a spelling in a message */
#define MOST_DIGITS   9
#define LENGTH_MOST   10485760
#define BITS_MOST     83886080
#define SECONDS_MOST  6 /* the server lowers what is more */
#define NUMERIC_MOST  1000
#define FLOAT_MOST    53
#define FLOAT_OF_REAL 24
#define NOT_A_NUMBER  INT_MIN

static const struct serial {
	const char *spelling;
	const char *instead;
} serials[] = {
	{ "serial", "integer" }, { "serial4", "integer" },      { "bigserial", "bigint" },
	{ "serial8", "bigint" }, { "smallserial", "smallint" }, { "serial2", "smallint" },
};

/* What is being made canonical, and where errors go. */
struct work {
	const char *spelling;
	const struct typename_parts *parts;
	const struct typename_alias *alias;
	struct err *err;
};

static bool
refuse(const struct work *work, const char *why)
{
	size_t length = strlen(work->spelling);

	if (length > SHOWN_BYTES)
		length = utf8_whole(work->spelling, SHOWN_BYTES);
	return err_set(work->err, ERR_MANIFEST, "type \"%.*s\": %s", (int)length, work->spelling,
	               why);
}

static bool
refuse_range(const struct work *work, const char *what, int least, int most)
{
	char why[128];

	snprintf(why, sizeof why, "write the %s as a number from %d to %d", what, least, most);
	return refuse(work, why);
}

static bool
refuse_serial(const struct work *work)
{
	char why[128];

	for (size_t i = 0; i < sizeof serials / sizeof *serials; i++) {
		if (strcmp(serials[i].spelling, text_str(&work->parts->head)) != 0)
			continue;
		snprintf(why, sizeof why,
		         "this is no type; write \"%s\" and make it an identity column, "
		         "\"identity\": \"by default\"",
		         serials[i].instead);
		return refuse(work, why);
	}
	return true;
}

/* The modifier's number, or NOT_A_NUMBER. */
static int
modifier_number(const struct typename_parts *parts, size_t index)
{
	const struct typename_part *part = &parts->modifiers[index];
	bool negative = part->start[0] == '-';
	int number = 0;

	if (part->length == (negative ? 1 : 0) || part->length > MOST_DIGITS)
		return NOT_A_NUMBER;
	for (size_t i = negative ? 1 : 0; i < part->length; i++) {
		if (part->start[i] < '0' || part->start[i] > '9')
			return NOT_A_NUMBER;
		number = number * 10 + (part->start[i] - '0');
	}
	return negative ? -number : number;
}

/* Reads the only modifier. */
static bool
one_number(const struct work *work, const char *what, int least, int most, int *ret_number)
{
	int number = modifier_number(work->parts, 0);

	if (work->parts->modifier_count != 1 || number < least || number > most) {
		refuse_range(work, what, least, most);
		return false;
	}
	*ret_number = number;
	return true;
}

static bool
add_length(const struct work *work, struct text *out)
{
	int most = work->alias->takes == TAKES_BITS ? BITS_MOST : LENGTH_MOST;
	int length;

	if (!one_number(work, "length", 1, most, &length))
		return false;
	/* bpchar has no limit, and with one it is what character is. */
	bool is_bpchar = strcmp(work->alias->head, "bpchar") == 0;
	text_addf(out, "%s(%d)", is_bpchar ? "character" : work->alias->head, length);
	return true;
}

static bool
add_seconds(const struct work *work, struct text *out)
{
	int digits = modifier_number(work->parts, 0);

	if (work->parts->modifier_count != 1 || digits < 0)
		return refuse_range(work, "precision", 0, SECONDS_MOST);
	if (digits > SECONDS_MOST)
		digits = SECONDS_MOST;
	text_addf(out, "%s(%d)%s", work->alias->head, digits, work->alias->tail);
	return true;
}

static bool
add_digits(const struct work *work, struct text *out)
{
	int precision = modifier_number(work->parts, 0);
	int scale = work->parts->modifier_count == 2 ? modifier_number(work->parts, 1) : 0;

	if (precision < 1 || precision > NUMERIC_MOST || work->parts->modifier_count > 2)
		return refuse_range(work, "precision", 1, NUMERIC_MOST);
	if (scale < -NUMERIC_MOST || scale > NUMERIC_MOST)
		return refuse_range(work, "scale", -NUMERIC_MOST, NUMERIC_MOST);
	text_addf(out, "numeric(%d,%d)", precision, scale);
	return true;
}

static bool
add_float(const struct work *work, struct text *out)
{
	int bits;

	if (!one_number(work, "precision", 1, FLOAT_MOST, &bits))
		return false;
	text_add(out, bits <= FLOAT_OF_REAL ? "real" : work->alias->head);
	return true;
}

static bool
add_modified(const struct work *work, struct text *out)
{
	char why[128];

	switch (work->alias->takes) {
	case TAKES_LENGTH:
	case TAKES_BITS:
		return add_length(work, out);
	case TAKES_SECONDS:
		return add_seconds(work, out);
	case TAKES_DIGITS:
		return add_digits(work, out);
	case TAKES_FLOAT:
		return add_float(work, out);
	case TAKES_NOTHING:
		break;
	}
	snprintf(why, sizeof why, "%s takes nothing in parentheses; write \"%s\"",
	         work->alias->head, work->alias->head);
	return refuse(work, why);
}

/* A type that is not in the table keeps its modifiers as they are. */
static void
add_other(const struct typename_parts *parts, struct text *out)
{
	text_add(out, text_str(&parts->head));
	for (size_t i = 0; i < parts->modifier_count; i++) {
		text_addc(out, i == 0 ? '(' : ',');
		text_addn(out, parts->modifiers[i].start, parts->modifiers[i].length);
	}
	if (parts->has_modifiers)
		text_addc(out, ')');
}

/* The table's row, where the spelling's words are in it and the modifiers in their place. */
static const struct typename_alias *
match_alias(const struct typename_parts *parts)
{
	const struct typename_alias *alias;
	struct text words = { 0 };

	if (!parts->is_plain)
		return NULL;
	text_add(&words, text_str(&parts->head));
	if (parts->tail.length > 0)
		text_addf(&words, " %s", text_str(&parts->tail));
	alias = typename_alias(text_str(&words));
	text_done(&words);
	if (alias != NULL && parts->tail.length > 0 &&
	    strcmp(text_str(&parts->head), alias->head) != 0)
		return NULL;
	return alias;
}

static bool
add_scanned(struct work *work, struct text *out)
{
	const struct typename_parts *parts = work->parts;

	if (!refuse_serial(work))
		return false;
	work->alias = match_alias(parts);
	if (work->alias == NULL && parts->tail.length > 0) {
		text_add(out, work->spelling); /* no shape that we know */
		return true;
	}
	if (work->alias == NULL)
		add_other(parts, out);
	else if (!parts->has_modifiers)
		text_addf(out, "%s%s%s", work->alias->head, work->alias->unstated,
		          work->alias->tail);
	else if (!add_modified(work, out))
		return false;
	if (parts->is_array)
		text_add(out, "[]");
	return true;
}

bool
typename_canonical(const char *spelling, struct text *out, struct err *err)
{
	struct typename_parts parts;
	struct work work = { .spelling = spelling, .parts = &parts, .err = err };
	bool ok = true;

	if (spelling[strspn(spelling, " \t\n\v\f\r")] == '\0')
		return err_set(err, ERR_MANIFEST, "a type is empty");
	if (typename_scan(spelling, &parts))
		ok = add_scanned(&work, out);
	else
		text_add(out, spelling);
	typename_parts_done(&parts);
	return ok;
}
