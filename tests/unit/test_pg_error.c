/* What libpq and the server say, made into errors: the SQLSTATE of a refused login above all. */
#include "pg/link_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct link_secrets no_secrets;

#define AT     "connection to server at \"127.0.0.1\", port 5432 failed: "
#define SOCKET "connection to server on socket \"/run/.s.PGSQL.5432\" failed: "

static void
refused_logins_are_told_apart(void **state)
{
	static const struct {
		const char *text;
		bool tls;
		enum err_code code;
		const char *sqlstate;
		const char *message;
	} cases[] = {
		{ AT "FATAL:  28P01: password authentication failed for user \"watch\"\n"
		     "LOCATION:  auth_failed, auth.c:335\n",
		  false, ERR_AUTH, "28P01", "password authentication failed for user \"watch\"" },
		{ SOCKET "FATAL:  28000: role \"x\" does not exist\nLOCATION:  a, b.c:1\n", false,
		  ERR_AUTH, "28000", "role \"x\" does not exist" },
		{ AT "FATAL:  3D000: database \"app\" does not exist\n", false, ERR_AUTH, "3D000",
		  "database \"app\" does not exist" },
		{ AT "FATAL:  42501: permission denied for database \"app\"\n"
		     "DETAIL:  User does not have CONNECT privilege.\n",
		  false, ERR_AUTH, "42501", "permission denied for database \"app\"" },
		{ AT "FATAL:  53300: sorry, too many clients already\n", false, ERR_CONNECT,
		  "53300", "sorry, too many clients already" },
		{ AT "FATAL:  57P03: the database system is starting up\n", false, ERR_CONNECT,
		  "57P03", "the database system is starting up" },
		{ AT "ВАЖНО:  28P01: пользователь не прошёл проверку\n", false, ERR_AUTH, "28P01",
		  "пользователь не прошёл проверку" },
		/* An older libpq puts no place in front. */
		{ "FATAL:  28P01: no\n", false, ERR_AUTH, "28P01", "no" },
		/* The message itself may look like anything. */
		{ AT "FATAL:  XX000: FATAL:  28P01: no\n", false, ERR_CONNECT, "XX000",
		  "FATAL:  28P01: no" },
		{ AT "FATAL:  3D000: database \"a failed: FATAL:  28P01: \" does not exist\n",
		  false, ERR_AUTH, "3D000",
		  "database \"a failed: FATAL:  28P01: \" does not exist" },
		/* No SQLSTATE where it is not in its place, or not one. */
		{ AT "FATAL:  password authentication failed\n", false, ERR_CONNECT, "",
		  AT "FATAL:  password authentication failed" },
		{ AT "FATAL: 28P01: one blank\n", false, ERR_CONNECT, "",
		  AT "FATAL: 28P01: one blank" },
		{ AT "FATAL:  28P0: short\n", false, ERR_CONNECT, "", AT "FATAL:  28P0: short" },
		{ AT "FATAL:  28P011: long\n", false, ERR_CONNECT, "", AT "FATAL:  28P011: long" },
		{ AT "FATAL:  28p01: small\n", false, ERR_CONNECT, "", AT "FATAL:  28p01: small" },
		{ AT "FATAL:  28P01 no colon\n", false, ERR_CONNECT, "",
		  AT "FATAL:  28P01 no colon" },
		{ AT "Connection refused\n\tIs the server running?\n", false, ERR_CONNECT, "",
		  AT "Connection refused" },
		{ AT "server closed the connection unexpectedly\n\tThis probably means\n", true,
		  ERR_CONNECT, "", AT "server closed the connection unexpectedly" },
		{ AT "server does not support SSL, but SSL was required\n", true, ERR_TLS, "",
		  AT "server does not support SSL, but SSL was required" },
		{ AT "SSL error: certificate verify failed\n", true, ERR_TLS, "",
		  AT "SSL error: certificate verify failed" },
		{ AT "FATAL:  28000: no pg_hba.conf entry for host, SSL off\n", true, ERR_AUTH,
		  "28000", "no pg_hba.conf entry for host, SSL off" },
		{ "", false, ERR_CONNECT, "", "no connection" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = { 0 };

		link_error_login(cases[i].text, cases[i].tls, &no_secrets, &err);
		assert_string_equal(err.message, cases[i].message);
		assert_string_equal(err.sqlstate, cases[i].sqlstate);
		assert_int_equal(err.code, cases[i].code);
	}
}

static void
several_hosts_each_have_their_line(void **state)
{
	struct err err = { 0 };

	(void)state;
	link_error_login(
		"connection to server at \"a\" (10.0.0.1), port 1 failed: Connection refused\n"
		"\tIs the server running on that host?\n"
		"connection to server at \"b\" (10.0.0.2), port 1 failed: FATAL:  57P03: the "
		"database system is shutting down\n"
		"LOCATION:  x, y.c:1\n",
		false, &no_secrets, &err);
	assert_int_equal(err.code, ERR_CONNECT);
	assert_string_equal(err.sqlstate, "57P03");
	assert_string_equal(
		err.message,
		"connection to server at \"a\" (10.0.0.1), port 1 failed: Connection refused; "
		"connection to server at \"b\" (10.0.0.2), port 1 failed: the database system is "
		"shutting down");
}

static void
secrets_are_hidden(void **state)
{
	const struct link_secrets secrets = { { "s3cret", "s3cret and more" }, 2 };
	struct err err = { 0 };
	char text[3 * LINK_ERROR_BYTES];

	(void)state;
	link_error_login(AT "FATAL:  28P01: you said s3cret, or s3cret and more, or s3cres3cret\n",
	                 false, &secrets, &err);
	assert_string_equal(err.message, "you said ****, or ****, or s3cre****");

	err = (struct err){ 0 };
	link_error_unnamed("s3cret", true, &secrets, &err);
	assert_string_equal(err.message, "****");

	/* A text that is cut is not cut within a secret: hidden, the rest of it moves forward. */
	for (size_t shift = 0; shift < 6; shift++) {
		size_t length = shift;

		memset(text, 'x', shift);
		while (length + 6 < sizeof text) {
			memcpy(text + length, "s3cret", 6);
			length += 6;
		}
		text[length] = '\0';
		err = (struct err){ 0 };
		link_error_unnamed(text, true, &secrets, &err);
		assert_null(strstr(err.message, "s3"));
	}
}

static void
messages_are_one_line(void **state)
{
	struct err err = { 0 };

	(void)state;
	link_error_login(AT "FATAL:  XX000: a\tb\x1b[31mc\x7f\nd\n", false, &no_secrets, &err);
	assert_string_equal(err.message, "a b [31mc ");
}

static void
lost_sessions_and_breaches_are_told_apart(void **state)
{
	static const struct {
		const char *text;
		bool lost;
		enum err_code code;
	} cases[] = {
		{ "server closed the connection unexpectedly\n\tThis probably means\n", true,
		  ERR_CONNECT },
		{ "SSL SYSCALL error: EOF detected\n", true, ERR_CONNECT },
		{ "", true, ERR_CONNECT },
		{ "lost synchronization with server: got message type \"x\", length 1\n", true,
		  ERR_PROTOCOL },
		{ "unexpected response from server; first received character was \"x\"\n", false,
		  ERR_PROTOCOL },
		{ "message contents do not agree with length in message type \"D\"\n", false,
		  ERR_PROTOCOL },
		{ "insufficient data in \"D\" message\n", false, ERR_PROTOCOL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = { 0 };

		link_error_unnamed(cases[i].text, cases[i].lost, &no_secrets, &err);
		assert_int_equal(err.code, cases[i].code);
		assert_string_equal(err.sqlstate, "");
		assert_true(strlen(err.message) > 0);
	}
}

/* 'R', length, code, and what follows. */
static enum guard
guard(const char *bytes, size_t length, size_t waiting, enum err_code *ret_code)
{
	struct err err = { 0 };
	enum guard guard = link_guard_message((const unsigned char *)bytes, length, waiting, &err);

	*ret_code = err.code;
	return guard;
}

static void
passwords_are_not_sent_as_they_are(void **state)
{
	enum err_code code;

	(void)state;
	assert_int_equal(guard("R\0\0\0\x08\0\0\0\x03", 9, 9, &code), GUARD_REFUSE);
	assert_int_equal(code, ERR_AUTH);
	assert_int_equal(guard("R\0\0\0\x08\0\0\0\0", 9, 300, &code), GUARD_PASS);
	assert_int_equal(guard("R\0\0\0\x0c\0\0\0\x05", 9, 13, &code), GUARD_PASS);
	assert_int_equal(guard("R\0\0\0\x17\0\0\0\x0a", 9, 24, &code), GUARD_PASS);
	assert_int_equal(guard("R\0\0\0\x30\0\0\0\x0c", 9, 300, &code), GUARD_PASS);
	assert_int_equal(guard("E\0\0\0\x30SFAT", 9, 49, &code), GUARD_PASS);
	assert_int_equal(code, ERR_NONE);
	/* Piecemeal, or hidden behind another request. */
	assert_int_equal(guard("R\0\0\0\x08\0\0\0", 8, 8, &code), GUARD_WAIT);
	assert_int_equal(guard("R", 1, 1, &code), GUARD_WAIT);
	assert_int_equal(guard("R\0\0\0\x0c\0\0\0\x05", 9, 22, &code), GUARD_REFUSE);
	assert_int_equal(code, ERR_PROTOCOL);
	/* The end of the connection is libpq's to see. */
	assert_int_equal(guard("", 0, 0, &code), GUARD_PASS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused_logins_are_told_apart),
		cmocka_unit_test(several_hosts_each_have_their_line),
		cmocka_unit_test(secrets_are_hidden),
		cmocka_unit_test(messages_are_one_line),
		cmocka_unit_test(lost_sessions_and_breaches_are_told_apart),
		cmocka_unit_test(passwords_are_not_sent_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
