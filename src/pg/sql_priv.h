/* SQL of src/pg/sql, embedded. */
#ifndef SQL_PRIV_H
#define SQL_PRIV_H

#define SQL_FILE(name) ".incbin \"src/pg/sql/" name "\"\n"
#define SQL_TEXT(symbol, files)                                                         \
	__asm__(".pushsection .rodata\n" #symbol ":\n" files ".byte 0\n.popsection\n"); \
	extern const char symbol[]

#endif
