/* What is remembered, as a struct and as JSON: one table of members for both ways. */
#include "event_priv.h"

#include "base/arena.h"
#include "report/value.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define MEMORY_FORMAT 1

enum member_form { MEMBER_NUMBER, MEMBER_FLAG, MEMBER_STRING, MEMBER_EDGE, MEMBER_HASH };

/* Of a struct: what it is called, what it is, where it is. What is zero, false or NULL is left out. */
struct member {
	const char *key;
	enum member_form form;
	size_t offset;
};

#define EDGE(form, name)                                          \
	{                                                         \
#name, MEMBER_##form, offsetof(struct edge, name) \
	}
#define KNOWN(form, name)                                          \
	{                                                          \
#name, MEMBER_##form, offsetof(struct known, name) \
	}
#define MEMORY(form, name)                                                \
	{                                                                 \
#name, MEMBER_##form, offsetof(struct event_memory, name) \
	}

static const struct member edge_members[] = {
	EDGE(FLAG, there),     EDGE(NUMBER, streak),        EDGE(NUMBER, turned_at),
	EDGE(NUMBER, comings), EDGE(NUMBER, comings_since), EDGE(FLAG, flapping),
	EDGE(FLAG, told),      EDGE(FLAG, told_flapping),   { 0 },
};

static const struct member known_members[] = {
	KNOWN(HASH, id),
	KNOWN(EDGE, edge),
	KNOWN(HASH, fingerprint),
	KNOWN(NUMBER, same),
	KNOWN(HASH, told_fingerprint),
	KNOWN(NUMBER, severity),
	KNOWN(NUMBER, told_severity),
	KNOWN(NUMBER, first_seen),
	KNOWN(NUMBER, last_seen),
	KNOWN(STRING, summary),
	KNOWN(STRING, text),
	{ 0 },
};

/* clang-format off */
static const struct member memory_members[] = {
	MEMORY(NUMBER, begun_at),
	MEMORY(NUMBER, good_at),
	MEMORY(NUMBER, failures),
	MEMORY(EDGE, outage),
	MEMORY(FLAG, stale),
	MEMORY(NUMBER, away_since),
	MEMORY(FLAG, settled),
	MEMORY(STRING, system_identifier),
	MEMORY(STRING, database),
	MEMORY(STRING, database_oid),
	MEMORY(STRING, failed),
	MEMORY(NUMBER, other),
	MEMORY(NUMBER, identity_at),
	MEMORY(NUMBER, hold_since),
	MEMORY(NUMBER, remind_from),
	MEMORY(NUMBER, number),
	{ 0 },
};
/* clang-format on */

struct event_memory *
event_memory_new(void)
{
	return mem_alloc(sizeof(struct event_memory));
}

void
event_memory_free(struct event_memory *memory)
{
	if (memory == NULL)
		return;
	for (size_t i = 0; i < memory->count; i++)
		known_done(&memory->findings[i]);
	free(memory->findings);
	free(memory->system_identifier);
	free(memory->database);
	free(memory->failed);
	free(memory->database_oid);
	free(memory);
}

/* --- to JSON ------------------------------------------------------------------------------------- */

static json_t *write_members(const struct member *members, const void *from);

/* NULL: left out. */
static json_t *
write_member(const struct member *member, const void *place)
{
	int64_t number;
	char *string;

	switch (member->form) {
	case MEMBER_NUMBER:
		memcpy(&number, place, sizeof number);
		return number == 0 ? NULL : json_integer(number);
	case MEMBER_FLAG:
		return *(const bool *)place ? json_true() : NULL;
	case MEMBER_HASH:
		return *(const char *)place == '\0' ? NULL : value_text(place);
	case MEMBER_STRING:
		memcpy(&string, place, sizeof string);
		return string == NULL ? NULL : value_text(string);
	case MEMBER_EDGE:
		return write_members(edge_members, place);
	}
	return NULL;
}

static json_t *
write_members(const struct member *members, const void *from)
{
	json_t *object = value_object();

	for (; members->key != NULL; members++) {
		json_t *value = write_member(members, (const char *)from + members->offset);

		if (value != NULL)
			value_put(object, members->key, value);
	}
	return object;
}

char *
event_memory_write(const struct event_memory *memory)
{
	json_t *root = write_members(memory_members, memory);
	json_t *findings = value_array();
	struct text text = { 0 };

	value_put(root, "memory", value_count(MEMORY_FORMAT));
	for (size_t i = 0; i < memory->count; i++)
		value_append(findings, write_members(known_members, &memory->findings[i]));
	value_put(root, "findings", findings);
	value_write_compact(root, &text);
	return text_take(&text);
}

/* --- from JSON ----------------------------------------------------------------------------------- */

static bool read_members(const struct member *members, const json_t *object, void *to);

static bool
read_hash(const json_t *value, char *to)
{
	if (!json_is_string(value) || json_string_length(value) != FINDING_ID_BYTES - 1)
		return false;
	memcpy(to, json_string_value(value), FINDING_ID_BYTES);
	return true;
}

static bool
read_member(const struct member *member, const json_t *value, void *place)
{
	int64_t number;
	char *string;

	switch (member->form) {
	case MEMBER_NUMBER:
		number = json_integer_value(value);
		memcpy(place, &number, sizeof number);
		/* What is half as large as may be can be counted up for ever. */
		return json_is_integer(value) && number > 0 && number <= INT64_MAX / 2;
	case MEMBER_FLAG:
		*(bool *)place = true;
		return json_is_true(value);
	case MEMBER_HASH:
		return read_hash(value, place);
	case MEMBER_STRING:
		if (!json_is_string(value))
			return false;
		string = mem_strdup(json_string_value(value));
		memcpy(place, &string, sizeof string);
		return true;
	case MEMBER_EDGE:
		return read_members(edge_members, value, place);
	}
	return false;
}

/* What is not there stays as it is; what is there and no member is no concern. */
static bool
read_members(const struct member *members, const json_t *object, void *to)
{
	if (!json_is_object(object))
		return false;
	for (; members->key != NULL; members++) {
		const json_t *value = json_object_get(object, members->key);

		if (value != NULL && !read_member(members, value, (char *)to + members->offset))
			return false;
	}
	return true;
}

static bool
read_known(const json_t *value, struct known *known)
{
	return read_members(known_members, value, known) && known->id[0] != '\0' &&
	       known->fingerprint[0] != '\0' && known->summary != NULL && known->text != NULL &&
	       known->severity < SEVERITY_COUNT && known->told_severity < SEVERITY_COUNT;
}

/* They must be sorted, and each of them once: they are looked up so. */
static bool
read_findings(const json_t *array, struct event_memory *memory)
{
	size_t count = json_array_size(array);

	if (!json_is_array(array) || count > EVENT_FINDINGS_MAX)
		return false;
	memory->findings = mem_alloc(count * sizeof *memory->findings + 1);
	for (size_t i = 0; i < count; i++) {
		struct known *known = &memory->findings[i];

		memory->count++;
		if (!read_known(json_array_get(array, i), known) ||
		    (i > 0 && strcmp(known[-1].id, known->id) >= 0))
			return false;
	}
	return true;
}

static bool
read_memory(const json_t *root, struct event_memory *memory)
{
	return json_integer_value(json_object_get(root, "memory")) == MEMORY_FORMAT &&
	       read_members(memory_members, root, memory) &&
	       read_findings(json_object_get(root, "findings"), memory);
}

struct event_memory *
event_memory_read(const char *text, struct err *err)
{
	struct event_memory *memory = event_memory_new();
	json_error_t error = { .line = -1 };
	json_t *root = NULL;

	if (text == NULL) {
		err_set(err, ERR_IO, "nothing is remembered");
		return memory;
	}
	root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL)
		err_set(err, ERR_IO, "what is remembered is no JSON: %s", error.text);
	else if (!read_memory(root, memory))
		err_set(err, ERR_IO, "what is remembered cannot be read by this version");
	else
		goto done;
	event_memory_free(memory);
	memory = event_memory_new();
done:
	json_decref(root);
	return memory;
}
