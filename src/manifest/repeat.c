#include "manifest/manifest_priv.h"

#include <stdlib.h>
#include <string.h>

static int
compare_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int
compare_identity(const struct named *a, const struct named *b)
{
	int order = 0;

	for (size_t part = 0; part < NAMED_PARTS && order == 0; part++)
		order = compare_text(a->parts[part], b->parts[part]);
	return order;
}

static int
compare_cb(const void *left, const void *right)
{
	const struct named *a = left;
	const struct named *b = right;
	int order = compare_identity(a, b);

	return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

bool
repeat_find(struct named *list, size_t count, size_t *ret_first, size_t *ret_second)
{
	bool found = false;

	if (count < 2)
		return false;
	qsort(list, count, sizeof *list, compare_cb);
	for (size_t i = 1; i < count; i++) {
		if (compare_identity(&list[i - 1], &list[i]) != 0)
			continue;
		if (!found || list[i].index < *ret_second) {
			*ret_first = list[i - 1].index;
			*ret_second = list[i].index;
			found = true;
		}
	}
	return found;
}
