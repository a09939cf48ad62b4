/* Memory with one death: allocations that are all freed together with their arena. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;

/* Zero-initialised is valid and empty. */
struct arena {
	struct arena_block *block; /* newest first */
	size_t bytes;              /* handed out so far */
};

/* Frees everything that came from the arena and makes it empty again. */
void arena_done(struct arena *arena);

/* Zeroed memory, aligned for any type; lives as long as the arena. Aborts when memory is out:
 * whoever calls has bounded `bytes` first. */
void *arena_alloc(struct arena *arena, size_t bytes);

/* The same, aligned for pointers and integers only. */
void *arena_words(struct arena *arena, size_t bytes);

/* `count` zeroed elements of `size` bytes; aborts on overflow. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* Copies; NULL stays NULL. */
char *arena_strdup(struct arena *arena, const char *string);
char *arena_strndup(struct arena *arena, const char *bytes, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* malloc, calloc and strdup that abort when memory is out; free() as usual. */
void *mem_alloc(size_t bytes); /* zeroed */
void *mem_resize(void *memory, size_t count, size_t size);
char *mem_strdup(const char *string);

#endif
