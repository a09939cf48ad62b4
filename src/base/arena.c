/* Invariants:
 * - The newest block is an ordinary one; allocations are cut from its front and never given back.
 * - Ordinary blocks grow: each is twice the one before it, from 4 KiB to 1 MiB. What would take
 *   more than a quarter of the next ordinary block gets a block of its own, behind the newest, so
 *   that the room left in the newest is not lost.
 * - Blocks come zeroed and no byte is handed out twice: that is why memory from here is zero.
 * - Every allocation starts on a multiple of the strictest alignment, or, as strings and words do, of a word.
 * - Under AddressSanitizer whatever is not handed out is poisoned, with at least one alignment unit
 *   between two allocations, so that running over the end of one is seen. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size)   ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

#define UNIT         alignof(max_align_t)
#define WORD         sizeof(void *)
#define BLOCK_LEAST  ((size_t)4096)
#define BLOCK_MOST   ((size_t)1024 * 1024)
#define OWN_FRACTION 4

#ifdef ARENA_ASAN
#define GAP UNIT
#else
#define GAP ((size_t)0)
#endif

struct arena_block {
	struct arena_block *older;
	size_t room; /* bytes that follow */
	size_t used;
	alignas(max_align_t) char bytes[];
};

/* Not through stdio: it may want memory itself. */
static _Noreturn void
out_of_memory(void)
{
	static const char said[] = "pgdriftd: out of memory\n";

	if (write(STDERR_FILENO, said, sizeof said - 1) < 0) {
		/* There is nobody left to tell. */
	}
	abort();
}

static struct arena_block *
block_new(size_t room, struct arena_block *older)
{
	struct arena_block *block;

	if (room > SIZE_MAX - sizeof *block)
		out_of_memory();
	block = calloc(1, sizeof *block + room);
	if (block == NULL)
		out_of_memory();
	block->older = older;
	block->room = room;
	ASAN_POISON_MEMORY_REGION(block->bytes, room);
	return block;
}

static size_t
next_block_bytes(const struct arena *arena)
{
	if (arena->block == NULL)
		return BLOCK_LEAST;
	size_t doubled = 2 * (arena->block->room + sizeof *arena->block);
	return doubled < BLOCK_MOST ? doubled : BLOCK_MOST;
}

/* The block to cut `need` bytes from. */
static struct arena_block *
block_with_room(struct arena *arena, size_t need)
{
	struct arena_block *newest = arena->block;
	size_t bytes;

	if (newest != NULL && newest->room - newest->used >= need)
		return newest;
	bytes = next_block_bytes(arena);
	if (need <= bytes / OWN_FRACTION) {
		arena->block = block_new(bytes - sizeof *newest, newest);
		return arena->block;
	}
	if (newest == NULL)
		newest = arena->block = block_new(bytes - sizeof *newest, NULL);
	newest->older = block_new(need, newest->older);
	return newest->older;
}

/* A block of its own begins on a UNIT, and so does every block. */
static void *
cut(struct arena *arena, size_t bytes, size_t unit)
{
	struct arena_block *block;
	char *memory;
	size_t need;

	if (bytes > SIZE_MAX / 2)
		out_of_memory();
	need = (bytes + WORD - 1) / WORD * WORD + GAP;
	if (need == 0)
		need = WORD; /* no two allocations have the same address */
	block = block_with_room(arena, need + unit - WORD);
	block->used = (block->used + unit - 1) / unit * unit;
	memory = block->bytes + block->used;
	block->used += need;
	arena->bytes += bytes;
	ASAN_UNPOISON_MEMORY_REGION(memory, bytes);
	return memory;
}

void *
arena_alloc(struct arena *arena, size_t bytes)
{
	return cut(arena, bytes, UNIT);
}

void *
arena_words(struct arena *arena, size_t bytes)
{
	return cut(arena, bytes, WORD);
}

void
arena_done(struct arena *arena)
{
	struct arena_block *block = arena->block;

	while (block != NULL) {
		struct arena_block *older = block->older;
		ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->room);
		free(block);
		block = older;
	}
	*arena = (struct arena){ 0 };
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		out_of_memory();
	return arena_alloc(arena, bytes);
}

char *
arena_strndup(struct arena *arena, const char *bytes, size_t length)
{
	char *copy;

	if (bytes == NULL)
		return NULL;
	if (length == SIZE_MAX)
		out_of_memory();
	copy = arena_words(arena, length + 1);
	memcpy(copy, bytes, length);
	return copy;
}

char *
arena_strdup(struct arena *arena, const char *string)
{
	return string == NULL ? NULL : arena_strndup(arena, string, strlen(string));
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *string;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		out_of_memory();
	string = arena_words(arena, (size_t)length + 1);
	va_start(arguments, format);
	vsnprintf(string, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return string;
}

void *
mem_alloc(size_t bytes)
{
	void *memory = calloc(1, bytes == 0 ? 1 : bytes);

	if (memory == NULL)
		out_of_memory();
	return memory;
}

void *
mem_resize(void *memory, size_t count, size_t size)
{
	size_t bytes;
	void *resized;

	if (__builtin_mul_overflow(count, size, &bytes))
		out_of_memory();
	resized = realloc(memory, bytes == 0 ? 1 : bytes); /* to nothing would free it */
	if (resized == NULL)
		out_of_memory();
	return resized;
}

char *
mem_strdup(const char *string)
{
	char *copy = strdup(string);

	if (copy == NULL)
		out_of_memory();
	return copy;
}
