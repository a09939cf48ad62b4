#include "manifest/manifest.h"

#include "manifest/manifest_priv.h"

#include "base/hash.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SERVER_VERSION_MIN 90000
#define SERVER_VERSION_MAX 999999

static bool
read_version(const struct reading *reading, const struct tree *json)
{
	struct place place = { NULL, "manifest", 0 };
	int64_t version;

	if (!reading_integer(reading, &place, json, &version))
		return false;
	if (version != MANIFEST_FORMAT)
		return place_fail(reading, &place,
		                  "is format %" PRId64 "; this program reads format %d", version,
		                  MANIFEST_FORMAT);
	return true;
}

static bool
read_server_version(const struct reading *reading, const struct tree *json)
{
	struct place place = { NULL, "server_version", 0 };
	int64_t version;

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
read_scope(const struct reading *reading, const struct tree *json)
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
read_omitted(const struct reading *reading, const struct place *at, const struct tree *json,
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
read_asides(const struct reading *reading, const struct tree *document)
{
	const struct tree *schema = tree_get(document, "$schema");
	const struct tree *omit = tree_get(document, "omit");
	struct place place = { NULL, "$schema", 0 };
	const char *const *words;
	size_t count;

	if (schema != NULL && schema->type != TREE_STRING)
		return place_unlike(reading, &place, "a string", schema);
	place.key = "omit";
	if (omit != NULL && !reading_list(reading, &place, omit, read_omitted, &words, &count))
		return false;
	return reading_description(reading, NULL, document, NULL);
}

static bool
read_document(struct reading *reading, const struct tree *document)
{
	struct expected *expected = reading->expected;
	struct place name_place = { NULL, "name", 0 };
	struct place complete_place = { NULL, "complete", 0 };
	const struct tree *complete;
	struct keys keys;

	keys_of(SECTION_DOCUMENT, KIND_COUNT, &keys);
	if (!reading_object(reading, NULL, document, &keys) ||
	    !read_version(reading, tree_get(document, "manifest")) ||
	    !reading_name(reading, &name_place, tree_get(document, "name"), &expected->name) ||
	    !read_server_version(reading, tree_get(document, "server_version")))
		return false;
	complete = tree_get(document, "complete");
	if (complete != NULL &&
	    !reading_bool(reading, &complete_place, complete, &expected->complete))
		return false;
	return read_asides(reading, document) && read_scope(reading, tree_get(document, "scope")) &&
	       modules_read(reading, document) && rules_read(reading, document) &&
	       validate_read(reading);
}

static bool
check_length(size_t length, const char *file, struct err *err)
{
	return length <= MANIFEST_BYTES_MAX ||
	       err_set(err, ERR_MANIFEST, "%s: larger than the limit of %zu MiB", file,
	               MANIFEST_BYTES_MAX >> 20);
}

bool
manifest_take(char *bytes, size_t length, const char *file, struct expected **ret_expected,
              struct err *err)
{
	struct reading reading = { .err = err };
	struct arena arena = { 0 };
	struct tree document;
	bool ok;

	if (!check_length(length, file, err))
		return false;
	reading.expected = expected_new();
	reading.kept = arena_array(&reading.scratch, READING_KEPT, sizeof *reading.kept);
	reading.types = arena_array(&reading.scratch, READING_TYPES, sizeof *reading.types);
	reading.expected->file = arena_strdup(&reading.expected->arena, file);
	hash_sha256(bytes, length, reading.expected->sha256);
	ok = syntax_parse(bytes, length, file, &arena, &document, err) &&
	     read_document(&reading, &document);
	arena_done(&reading.scratch);
	arena_done(&arena);
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
	char *copy;
	bool ok;

	if (!check_length(length, file, err))
		return false;
	copy = mem_alloc(length + 1);
	if (length > 0)
		memcpy(copy, bytes, length);
	ok = manifest_take(copy, length, file, ret_expected, err);
	free(copy);
	return ok;
}
