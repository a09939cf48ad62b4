/* Any bytes are what jansson says they are: refused by both, or the same values. */
#include "manifest/tree_priv.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
must_be_same(const struct tree *tree, json_t *json)
{
	size_t i = 0;
	const char *key;
	json_t *value;

	switch (tree->type) {
	case TREE_NULL:
		must(json_is_null(json));
		break;
	case TREE_FALSE:
		must(json_is_false(json));
		break;
	case TREE_TRUE:
		must(json_is_true(json));
		break;
	case TREE_INTEGER:
		must(json_is_integer(json));
		must(strtoll(tree->text, NULL, 10) == json_integer_value(json));
		break;
	case TREE_REAL:
		must(json_is_real(json));
		break;
	case TREE_STRING:
		must(json_is_string(json) && tree_string(tree) == tree->text);
		must(tree->count == json_string_length(json) &&
		     strcmp(tree->text, json_string_value(json)) == 0);
		break;
	case TREE_ARRAY:
		must(json_is_array(json) && tree_length(tree) == json_array_size(json));
		for (; i < tree->count; i++)
			must_be_same(tree_at(tree, i), json_array_get(json, i));
		break;
	case TREE_OBJECT:
		must(json_is_object(json) && tree->count == json_object_size(json));
		json_object_foreach(json, key, value)
		{
			must(strcmp(tree->members[i++].key, key) == 0);
			must_be_same(tree_get(tree, key), value);
		}
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena arena = { 0 };
	struct err err = { 0 };
	struct tree tree;
	json_t *json = json_loadb((const char *)bytes, length, JSON_REJECT_DUPLICATES, NULL);
	/* To the byte, so that reading on behind the end is seen. */
	char *copy = malloc(length + 1);
	bool ok;

	must(copy != NULL);
	if (length > 0)
		memcpy(copy, bytes, length);
	copy[length] = '\0';
	ok = tree_parse(copy, length, "fuzz", &arena, &tree, &err);
	/* jansson takes a NUL for the end of a number, and reads on behind it. */
	if (length > 0 && memchr(bytes, '\0', length) != NULL)
		must(!ok);
	else
		must(ok == (json != NULL));
	if (ok)
		must_be_same(&tree, json);
	else
		must(err.code == ERR_MANIFEST &&
		     strncmp(err.message, "fuzz:", strlen("fuzz:")) == 0);
	arena_done(&arena);
	json_decref(json);
	free(copy);
	return 0;
}
