#include "manifest/manifest.h"

#include "manifest/manifest_priv.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

#define SERVER_VERSION_MIN 90000
#define SERVER_VERSION_MAX 999999

static bool
read_version(const struct reading *reading, const json_t *json)
{
	struct place place = { NULL, "manifest", 0 };
	json_int_t version;

	if (!reading_integer(reading, &place, json, &version))
		return false;
	if (version != MANIFEST_FORMAT)
		return place_fail(reading, &place,
		                  "is format %" JSON_INTEGER_FORMAT
		                  "; this program reads format %d",
		                  version, MANIFEST_FORMAT);
	return true;
}

static bool
read_server_version(const struct reading *reading, const json_t *json)
{
	struct place place = { NULL, "server_version", 0 };
	json_int_t version;

	if (json == NULL)
		return true;
	if (!reading_integer(reading, &place, json, &version))
		return false;
	if (version < SERVER_VERSION_MIN || version > SERVER_VERSION_MAX)
		return place_fail(reading, &place,
		                  "expected a number as in server_version_num (150018 is 15.18)");
	reading->expected->server_version = (int)version;
	return true;
}

static bool
read_scope(const struct reading *reading, const json_t *json)
{
	static const char *const by_default[] = { "public" };
	struct expected *expected = reading->expected;
	struct place place = { NULL, "scope", 0 };
	struct place one = { &place, NULL, 0 };

	if (json == NULL) {
		expected->scope = by_default;
		expected->scope_count = 1;
		return true;
	}
	if (!reading_list(reading, &place, json, reading_schema, &expected->scope,
	                  &expected->scope_count))
		return false;
	if (expected->scope_count == 0)
		return place_fail(reading, &place, "must not be empty; [\"*\"] is every schema");
	for (; one.index < expected->scope_count; one.index++) {
		if (strcmp(expected->scope[one.index], "*") != 0)
			continue;
		if (expected->scope_count > 1)
			return place_fail(reading, &one, "\"*\" is every schema and stands alone");
		expected->all_schemas = true;
		expected->scope_count = 0;
	}
	return true;
}

static bool
read_omitted(const struct reading *reading, const struct place *at, const json_t *json,
             const char **ret_word)
{
	size_t index;

	if (!reading_word(reading, at, json, expected_omit_words, &index))
		return false;
	*ret_word = expected_omit_words[index];
	reading->expected->omit |= 1u << index;
	return true;
}

/* Documentation is checked and not kept; what a snapshot left out is. */
static bool
read_asides(const struct reading *reading, const json_t *document)
{
	const json_t *schema = json_object_get(document, "$schema");
	const json_t *omit = json_object_get(document, "omit");
	struct place place = { NULL, "$schema", 0 };
	const char *const *words;
	size_t count;

	if (schema != NULL && !json_is_string(schema))
		return place_unlike(reading, &place, "a string", schema);
	place.key = "omit";
	if (omit != NULL && !reading_list(reading, &place, omit, read_omitted, &words, &count))
		return false;
	return reading_description(reading, NULL, document, NULL);
}

static bool
read_document(struct reading *reading, json_t *document)
{
	struct expected *expected = reading->expected;
	struct place name_place = { NULL, "name", 0 };
	struct place complete_place = { NULL, "complete", 0 };
	const json_t *complete;
	struct keys keys;

	keys_of(SECTION_DOCUMENT, KIND_COUNT, &keys);
	if (!reading_object(reading, NULL, document, &keys) ||
	    !read_version(reading, json_object_get(document, "manifest")) ||
	    !reading_name(reading, &name_place, json_object_get(document, "name"),
	                  &expected->name) ||
	    !read_server_version(reading, json_object_get(document, "server_version")))
		return false;
	complete = json_object_get(document, "complete");
	if (complete != NULL &&
	    !reading_bool(reading, &complete_place, complete, &expected->complete))
		return false;
	return read_asides(reading, document) &&
	       read_scope(reading, json_object_get(document, "scope")) &&
	       modules_read(reading, document) && rules_read(reading, document) &&
	       validate_read(reading);
}

/* `owned`, where it is not NULL, is `bytes`: freed before the document is read. */
static bool
parse(const char *bytes, size_t length, char *owned, const char *file,
      struct expected **ret_expected, struct err *err)
{
	struct reading reading = { .err = err };
	struct syntax syntax = { 0 };
	json_t *document;
	bool ok;

	if (length > MANIFEST_BYTES_MAX) {
		free(owned);
		return err_set(err, ERR_MANIFEST, "%s: larger than the limit of %zu MiB", file,
		               MANIFEST_BYTES_MAX >> 20);
	}
	reading.expected = expected_new();
	reading.expected->file = arena_strdup(&reading.expected->arena, file);
	hash_sha256(bytes, length, reading.expected->sha256);
	ok = syntax_parse(bytes, length, file, &syntax, &document, err);
	free(owned);
	ok = ok && read_document(&reading, document);
	arena_done(&reading.scratch);
	syntax_done(&syntax);
	if (ok)
		*ret_expected = reading.expected;
	else
		expected_unref(reading.expected);
	return ok;
}

bool
manifest_parse(const char *bytes, size_t length, const char *file, struct expected **ret_expected,
               struct err *err)
{
	return parse(bytes, length, NULL, file, ret_expected, err);
}

bool
manifest_take(char *bytes, size_t length, const char *file, struct expected **ret_expected,
              struct err *err)
{
	return parse(bytes, length, bytes, file, ret_expected, err);
}
