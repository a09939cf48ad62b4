/* Which release this program is. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

/* "0.1.0": the version that the Makefile gives. */
const char *program_version(void);

#endif
