#include "watch/spelling.h"

#include "base/clock.h"
#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEPT_MAX    20000
#define KEPT_MS     3600000 /* a function or a type that the text names may be another one by then */
#define DIGITS      32
#define SLOTS_LEAST 64

struct entry {
	char key[DIGITS + 1]; /* "" where the slot is free */
	int64_t until_ms;
	struct spelling spelling; /* owned */
};

/* Open addressing over the key's own bits; it never shrinks, and is emptied when it is full. */
struct spellings {
	struct entry *entries;
	size_t slots; /* a power of two */
	size_t count;
};

static void
free_text(const char *text)
{
	free((void *)(uintptr_t)text);
}

static void
forget(struct entry *entries, size_t slots)
{
	for (size_t i = 0; i < slots; i++) {
		free_text(entries[i].spelling.text);
		free_text(entries[i].spelling.why);
	}
	free(entries);
}

struct spellings *
spellings_new(void)
{
	struct spellings *spellings = mem_alloc(sizeof *spellings);

	spellings->slots = SLOTS_LEAST;
	spellings->entries = mem_alloc(SLOTS_LEAST * sizeof *spellings->entries);
	return spellings;
}

void
spellings_free(struct spellings *spellings)
{
	if (spellings == NULL)
		return;
	forget(spellings->entries, spellings->slots);
	free(spellings);
}

static void
key_of(const struct doubt *doubt, const char *definition, int server_version,
       char ret_key[DIGITS + 1])
{
	char version[16];
	const char *parts[] = { kind_table[doubt->kind].word,
		                kind_table[doubt->kind].properties[doubt->property].word,
		                doubt->schema,
		                doubt->table,
		                doubt->name,
		                definition,
		                version };

	snprintf(version, sizeof version, "%d", server_version);
	hash_strings(parts, sizeof parts / sizeof *parts, DIGITS, ret_key);
}

static size_t
slot_of(const struct entry *entries, size_t slots, const char *key)
{
	char head[9] = "";
	size_t slot;

	memcpy(head, key, sizeof head - 1);
	slot = (size_t)strtoul(head, NULL, 16) & (slots - 1);
	while (entries[slot].key[0] != '\0' && strcmp(entries[slot].key, key) != 0)
		slot = (slot + 1) & (slots - 1);
	return slot;
}

const struct spelling *
spellings_find(const struct spellings *spellings, const struct doubt *doubt, const char *definition,
               int server_version)
{
	char key[DIGITS + 1];
	const struct entry *entry;

	key_of(doubt, definition, server_version, key);
	entry = &spellings->entries[slot_of(spellings->entries, spellings->slots, key)];
	return entry->key[0] != '\0' && clock_ms() < entry->until_ms ? &entry->spelling : NULL;
}

static void
grow(struct spellings *spellings)
{
	size_t slots = 2 * spellings->slots;
	struct entry *entries;

	if (spellings->count == KEPT_MAX) {
		forget(spellings->entries, spellings->slots);
		spellings->slots = SLOTS_LEAST;
		spellings->entries = mem_alloc(SLOTS_LEAST * sizeof *spellings->entries);
		spellings->count = 0;
		return;
	}
	entries = mem_alloc(slots * sizeof *entries);
	for (size_t i = 0; i < spellings->slots; i++) {
		if (spellings->entries[i].key[0] != '\0')
			entries[slot_of(entries, slots, spellings->entries[i].key)] =
				spellings->entries[i];
	}
	free(spellings->entries);
	spellings->entries = entries;
	spellings->slots = slots;
}

void
spellings_put(struct spellings *spellings, const struct doubt *doubt, const char *definition,
              int server_version, const struct spelling *spelling)
{
	char key[DIGITS + 1];
	struct entry *entry;

	if (2 * spellings->count >= spellings->slots || spellings->count == KEPT_MAX)
		grow(spellings);
	key_of(doubt, definition, server_version, key);
	entry = &spellings->entries[slot_of(spellings->entries, spellings->slots, key)];
	spellings->count += entry->key[0] == '\0';
	free_text(entry->spelling.text);
	free_text(entry->spelling.why);
	memcpy(entry->key, key, sizeof key);
	entry->until_ms = clock_ms() + KEPT_MS;
	entry->spelling.text = spelling->text == NULL ? NULL : mem_strdup(spelling->text);
	entry->spelling.why = spelling->why == NULL ? NULL : mem_strdup(spelling->why);
}
