#include "kinds_case.h"

#include "harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct reading {
	enum kind kind;
	size_t count;
	char *path;
	size_t line;
	struct kinds_cases *cases;
	struct kinds_case *now; /* NULL before the first block */
	char **into;            /* where SQL goes; NULL: nowhere */
	bool severity_stated;
};

/* What follows the word at the start of the line, without blanks; NULL: the line is another. */
static char *
after(char *line, const char *word)
{
	if (strncmp(line, word, strlen(word)) != 0)
		return NULL;
	line += strlen(word);
	return line + strspn(line, " \t");
}

static void
append(char **text, const char *line)
{
	char *longer = harness_format("%s%s\n", *text == NULL ? "" : *text, line);

	free(*text);
	*text = longer;
}

/* Whether the word names a property, a change, or something else that has a severity. */
static bool
is_known(enum kind kind, const char *word)
{
	enum change change;
	size_t property;

	if (strcmp(word, "silent") == 0 || change_from_word(word, &change) ||
	    kind_property(kind, word, &property))
		return true;
	for (const struct severity_row *row = kind_severities; row->what != NULL; row++) {
		if (row->kind == kind && strcmp(row->what, word) == 0)
			return true;
	}
	return false;
}

static void
finish(struct reading *reading)
{
	struct kinds_case *now = reading->now;

	if (now == NULL)
		return;
	if (now->setup == NULL || now->change == NULL)
		fail_msg("%s: a case has \"-- setup\" and \"-- change\", each with its SQL",
		         now->place);
	if (!reading->severity_stated)
		now->severity = kind_severity(now->kind, NULL, now->what);
}

static void
begin(struct reading *reading, const char *title)
{
	struct kinds_cases *cases = reading->cases;
	struct kinds_case *now;

	finish(reading);
	cases->cases = realloc(cases->cases, (cases->count + 1) * sizeof *cases->cases);
	now = &cases->cases[cases->count++];
	*now = (struct kinds_case){
		.place = harness_format("%s:%zu", reading->path, reading->line),
		.title = harness_format("%s", title),
		.word = harness_format("%.*s", (int)strcspn(title, " :"), title),
		.file = reading->kind,
		.number = reading->count++,
		.kind = reading->kind,
	};
	now->what = harness_format("%s", now->word);
	now->nothing = strcmp(now->word, "silent") == 0;
	if (!is_known(reading->kind, now->word))
		fail_msg("%s: a %s has no %s", now->place, kind_table[reading->kind].word,
		         now->word);
	reading->now = now;
	reading->into = NULL;
	reading->severity_stated = false;
}

/* Cuts off what the text ends with; false where it does not. */
static bool
take_end(char *text, const char *end)
{
	size_t length = strlen(text);

	if (length < strlen(end) || strcmp(text + length - strlen(end), end) != 0)
		return false;
	text[length - strlen(end)] = '\0';
	return true;
}

/* "nothing", "kind.what", "kind.what, severity", "severity" */
static void
expect(struct reading *reading, char *text)
{
	struct kinds_case *now = reading->now;
	bool security = take_end(text, ", security");
	char *comma = strchr(text, ',');
	char *level = comma == NULL ? text : comma + 1 + strspn(comma + 1, " ");
	char *dot = strchr(text, '.');

	now->security = security;
	now->nothing = strcmp(text, "nothing") == 0;
	if (now->nothing)
		return;
	reading->severity_stated = severity_from_word(level, &now->severity);
	if (reading->severity_stated && comma == NULL)
		return;
	if (comma != NULL)
		*comma = '\0';
	if ((comma != NULL && !reading->severity_stated) || dot == NULL)
		fail_msg("%s:%zu: expect: kind.what, severity", reading->path, reading->line);
	*dot = '\0';
	free(now->what);
	now->what = harness_format("%s", dot + 1);
	if (!kind_from_word(text, &now->kind) || !is_known(now->kind, now->what))
		fail_msg("%s:%zu: there is no %s.%s", reading->path, reading->line, text,
		         now->what);
}

static void
add_impact(struct kinds_case *now, const char *text)
{
	char *longer = now->impact == NULL ? harness_format("%s", text)
	                                   : harness_format("%s; %s", now->impact, text);

	free(now->impact);
	now->impact = longer;
}

static void
read_line(struct reading *reading, char *line)
{
	struct kinds_case *now = reading->now;
	char *rest;

	reading->line++;
	line[strcspn(line, "\r")] = '\0';
	if ((rest = after(line, "-- case:")) != NULL)
		begin(reading, rest);
	else if (now == NULL)
		return;
	else if ((rest = after(line, "-- expect:")) != NULL)
		expect(reading, rest);
	else if ((rest = after(line, "-- impact:")) != NULL)
		add_impact(now, rest);
	else if ((rest = after(line, "-- since:")) != NULL)
		now->since = strtol(rest, NULL, 10);
	else if (strcmp(line, "-- without: diff") == 0)
		now->undiffed = true;
	else if (strcmp(line, "-- without: creation") == 0)
		now->uncreated = true;
	else if (strcmp(line, "-- setup") == 0)
		append(reading->into = &now->setup, "");
	else if (strcmp(line, "-- change") == 0)
		append(reading->into = &now->change, "");
	else if (reading->into != NULL)
		append(reading->into, line);
	else if (*line != '\0')
		fail_msg("%s:%zu: neither SQL nor what a case is made of: %s", reading->path,
		         reading->line, line);
}

void
kinds_cases_read(enum kind kind, struct kinds_cases *cases)
{
	struct reading reading = {
		.kind = kind,
		.path = harness_format("tests/kinds/%s.sql", kind_table[kind].word),
		.cases = cases,
	};
	char *text = harness_read_file(reading.path);
	char *next = text;

	while (next != NULL && *next != '\0')
		read_line(&reading, strsep(&next, "\n"));
	finish(&reading);
	free(text);
	free(reading.path);
}

void
kinds_cases_free(struct kinds_cases *cases)
{
	for (size_t i = 0; i < cases->count; i++) {
		struct kinds_case *one = &cases->cases[i];

		free(one->place);
		free(one->title);
		free(one->word);
		free(one->what);
		free(one->setup);
		free(one->change);
		free(one->impact);
	}
	free(cases->cases);
}

static void
look_for(enum kind kind, const char *word, const struct kinds_cases *cases, char **lacking)
{
	char *longer;

	for (size_t i = 0; i < cases->count; i++) {
		if (cases->cases[i].file == kind && strcmp(cases->cases[i].word, word) == 0)
			return;
	}
	longer = harness_format("%s%s.%s ", *lacking, kind_table[kind].word, word);
	free(*lacking);
	*lacking = longer;
}

char *
kinds_cases_lacking(enum kind kind, const struct kinds_cases *cases)
{
	char *lacking = harness_format("%s", "");

	look_for(kind, "missing", cases, &lacking);
	look_for(kind, "unexpected", cases, &lacking);
	for (size_t i = 0; i < kind_table[kind].property_count; i++)
		look_for(kind, kind_table[kind].properties[i].word, cases, &lacking);
	return lacking;
}
