#include "watch/verdict.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct verdicts *
verdicts_new(void)
{
	return mem_alloc(sizeof(struct verdicts));
}

void
verdicts_free(struct verdicts *verdicts)
{
	if (verdicts == NULL)
		return;
	free(verdicts->prints);
	digests_free(verdicts->digests);
	free(verdicts);
}

void
verdicts_forget_moment(struct verdicts *verdicts)
{
	if (verdicts != NULL)
		verdicts->moment[0] = '\0';
}

void
verdicts_forget(struct verdicts *verdicts)
{
	verdicts_forget_moment(verdicts);
	if (verdicts != NULL)
		verdicts->gate[0] = '\0';
}

bool
verdicts_agree(const struct verdicts *verdicts, size_t item, uint64_t hash)
{
	return hash != 0 && item < verdicts->count && verdicts->prints[item] == hash;
}

bool
verdicts_begin(struct verdicts *verdicts, size_t count, const char *epoch)
{
	if (verdicts->count == count && strcmp(verdicts->epoch, epoch) == 0)
		return false;
	digests_forget_texts(verdicts->digests);
	free(verdicts->prints);
	verdicts->prints = mem_resize(NULL, count + 1, sizeof *verdicts->prints);
	memset(verdicts->prints, 0, (count + 1) * sizeof *verdicts->prints);
	verdicts->count = count;
	snprintf(verdicts->epoch, sizeof verdicts->epoch, "%s", epoch);
	return true;
}

void
verdicts_keep(struct verdicts *verdicts, size_t item, uint64_t hash)
{
	if (item < verdicts->count)
		verdicts->prints[item] = hash;
}

bool
verdicts_full_is_due(const struct verdicts *verdicts, int64_t every_ms, int64_t now_ms)
{
	return every_ms == 0 || verdicts->full_ms == 0 || now_ms - verdicts->full_ms >= every_ms;
}
