#include "manifest/tree_priv.h"

#include <string.h>

const struct tree *
tree_get(const struct tree *object, const char *key)
{
	if (object == NULL || object->type != TREE_OBJECT)
		return NULL;
	for (size_t i = 0; i < object->count; i++) {
		if (strcmp(object->members[i].key, key) == 0)
			return &object->members[i].value;
	}
	return NULL;
}

const struct tree *
tree_at(const struct tree *array, size_t index)
{
	return index < tree_length(array) ? &array->elements[index] : NULL;
}

size_t
tree_length(const struct tree *array)
{
	return array == NULL || array->type != TREE_ARRAY ? 0 : array->count;
}

const char *
tree_string(const struct tree *tree)
{
	return tree->type == TREE_STRING ? tree->text : NULL;
}
