/* Errors by value: a code, the server's SQLSTATE where it sent one, a message. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

enum err_code {
	ERR_NONE,
	ERR_USAGE,    /* command line */
	ERR_CONFIG,   /* configuration file */
	ERR_MANIFEST, /* manifest */
	ERR_IO,       /* file or socket of this machine */
	ERR_RESOLVE,  /* a host name could not be resolved */
	ERR_CONNECT,  /* no connection, or it was lost */
	ERR_AUTH,     /* the server refused the login (SQLSTATE class 28, 3D000, ...) */
	ERR_TLS,      /* TLS was asked for and could not be had */
	ERR_SERVER,   /* the server answered a statement with an error */
	ERR_TIMEOUT,  /* a deadline of ours passed */
	ERR_PROTOCOL, /* the server sent what it must not send, or too much of it */
	ERR_PARTIAL,  /* a check could read only a part */
	ERR_STALE,    /* no good check for too long */
	ERR_CODES
};

#define ERR_MESSAGE_BYTES 1024

/* Lives on the caller's stack. Zero-initialise: `struct err err = {0};` */
struct err {
	enum err_code code;
	char sqlstate[6]; /* "" where the server sent none */
	char message[ERR_MESSAGE_BYTES];
};

/* Sets the error unless one is already set: the first error wins. Always returns false, so that
 * a function can `return err_set(err, ...)`. A message that is too long is cut at a character
 * boundary (UTF-8). err may be NULL. */
bool err_set(struct err *err, enum err_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same, with the server's SQLSTATE (NULL: none). */
bool err_set_sqlstate(struct err *err, enum err_code code, const char *sqlstate, const char *format,
                      ...) __attribute__((format(printf, 4, 5)));

/* Puts "text: " in front of the message of an error that is set; its end goes where both are too
 * long. Returns false. */
bool err_prefix(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* An analyzer sees one file at a time: what the three above return, where it looks. */
#ifdef __clang_analyzer__
#define err_set(...)          ((void)err_set(__VA_ARGS__), false)
#define err_set_sqlstate(...) ((void)err_set_sqlstate(__VA_ARGS__), false)
#define err_prefix(...)       ((void)err_prefix(__VA_ARGS__), false)
#endif

/* The word for a code in reports: "connect", "timeout", "partial", ... */
const char *err_word(enum err_code code);

#endif
