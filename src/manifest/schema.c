#include "manifest/manifest.h"

#include <stdint.h>

/* The file itself, byte for byte, with a NUL behind it. */
__asm__(".section .rodata\n"
        "manifest_schema_first:\n"
        "\t.incbin \"config/manifest.schema.json\"\n"
        "manifest_schema_end:\n"
        "\t.byte 0\n"
        "\t.previous\n");

extern const char manifest_schema_first[];
extern const char manifest_schema_end[];

const char *
manifest_schema(size_t *ret_length)
{
	*ret_length = (uintptr_t)manifest_schema_end - (uintptr_t)manifest_schema_first;
	return manifest_schema_first;
}
