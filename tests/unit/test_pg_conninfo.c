/* Connection strings: taken apart as libpq does, defaults and services put in, secrets kept. */
#include "pg/conninfo.h"

#include "pg/conninfo_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char service_file[4096];

/* Nothing of the environment but what a test sets. */
static int
clean_environment(void **state)
{
	static const char *const names[] = { "PGHOST",       "PGHOSTADDR", "PGPORT",
		                             "PGDATABASE",   "PGUSER",     "PGPASSWORD",
		                             "PGSERVICE",    "PGSSLMODE",  "PGSYSCONFDIR",
		                             "PGGSSENCMODE", "PGOPTIONS" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unsetenv(names[i]);
	setenv("PGSERVICEFILE", service_file, 1);
	return 0;
}

static void
write_services(const char *text)
{
	FILE *file = fopen(service_file, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int
make_file(void **state)
{
	const char *dir = getenv("TMPDIR");
	int fd;

	(void)state;
	snprintf(service_file, sizeof service_file, "%s/service.XXXXXX",
	         dir == NULL ? "/tmp" : dir);
	fd = mkstemp(service_file);
	if (fd >= 0)
		close(fd);
	return fd < 0;
}

static int
remove_file(void **state)
{
	(void)state;
	return unlink(service_file);
}

static struct conninfo *
parse(const char *verbatim)
{
	struct conninfo *conninfo = NULL;
	struct err err = { 0 };

	if (!conninfo_parse(verbatim, &conninfo, &err))
		fail_msg("%s: %s", verbatim, err.message);
	return conninfo;
}

static void
assert_refused(const char *verbatim, const char *message)
{
	struct conninfo *conninfo = NULL;
	struct err err = { 0 };

	assert_false(conninfo_parse(verbatim, &conninfo, &err));
	assert_null(conninfo);
	assert_int_equal(err.code, ERR_CONFIG);
	assert_string_equal(err.message, message);
}

static void
both_forms_are_taken(void **state)
{
	static const char *const forms[] = {
		"host=db.internal port=6432 dbname=app user=watch password='a b' connect_timeout=3",
		"postgresql://watch:a%20b@db.internal:6432/app?connect_timeout=3",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct conninfo *conninfo = parse(forms[i]);

		assert_string_equal(conninfo_get(conninfo, "host"), "db.internal");
		assert_string_equal(conninfo_get(conninfo, "port"), "6432");
		assert_string_equal(conninfo_get(conninfo, "dbname"), "app");
		assert_string_equal(conninfo_get(conninfo, "user"), "watch");
		assert_string_equal(conninfo_get(conninfo, "connect_timeout"), "3");
		assert_null(conninfo_get(conninfo, "passfile"));
		assert_null(conninfo_get(conninfo, "no_such_keyword"));
		conninfo_free(conninfo);
	}
}

static void
passwords_are_not_given_away(void **state)
{
	struct conninfo *conninfo = parse("host=h user=u password=s3cret sslpassword=s4cret");
	char *described = conninfo_describe(conninfo);

	(void)state;
	assert_null(conninfo_get(conninfo, "password"));
	assert_null(conninfo_get(conninfo, "sslpassword"));
	assert_string_equal(described, "host=h port=5432 user=u");
	free(described);
	conninfo_free(conninfo);
}

static void
what_is_described_is_quoted(void **state)
{
	struct conninfo *conninfo = parse("host='/a b' dbname='it\\'s' user=x hostaddr=''");
	char *described = conninfo_describe(conninfo);

	(void)state;
	assert_string_equal(described, "host='/a b' port=5432 dbname='it\\'s' user=x");
	free(described);
	conninfo_free(conninfo);
}

static void
the_environment_fills_in(void **state)
{
	struct conninfo *conninfo;

	(void)state;
	setenv("PGHOST", "from.environment", 1);
	setenv("PGUSER", "environment_user", 1);
	setenv("PGPASSWORD", "environment s3cret", 1);
	conninfo = parse("user=stated host=''");
	assert_string_equal(conninfo_get(conninfo, "host"), "from.environment");
	assert_string_equal(conninfo_get(conninfo, "user"), "stated");
	assert_null(conninfo_get(conninfo, "password"));
	conninfo_free(conninfo);
}

static void
services_are_expanded(void **state)
{
	struct conninfo *conninfo;

	(void)state;
	write_services(
		"[other]\nhost=wrong\n"
		"[app]\nhost=db.internal\nport=6432\ndbname=app\npassword=s3cret\nsslmode=require\n");
	conninfo = parse("service=app dbname=stated");
	assert_string_equal(conninfo_get(conninfo, "host"), "db.internal");
	assert_string_equal(conninfo_get(conninfo, "port"), "6432");
	assert_string_equal(conninfo_get(conninfo, "dbname"), "stated");
	assert_string_equal(conninfo_get(conninfo, "sslmode"), "require");
	assert_null(conninfo_get(conninfo, "service"));
	assert_null(conninfo_get(conninfo, "password"));
	assert_null(getenv("PGSERVICE"));
	conninfo_free(conninfo);

	conninfo = parse("postgresql:///?service=app");
	assert_string_equal(conninfo_get(conninfo, "dbname"), "app");
	conninfo_free(conninfo);

	setenv("PGSERVICE", "app", 1);
	setenv("PGHOST", "from.environment", 1);
	conninfo = parse("user=u");
	assert_string_equal(conninfo_get(conninfo, "host"), "db.internal");
	conninfo_free(conninfo);
	conninfo = parse("service=other");
	assert_string_equal(conninfo_get(conninfo, "host"), "wrong");
	conninfo_free(conninfo);
}

static void
services_that_are_not_there_are_named(void **state)
{
	(void)state;
	write_services("[app]\nhost=h\npassword=s3cret\nthis is s3cret\n");
	assert_refused("service=nowhere dbname=app",
	               "connection string: service \"nowhere\" is not defined");
	assert_refused("service=app", "connection string: line 4 of the service file is wrong");
	setenv("PGSERVICE", "gone", 1);
	assert_refused("dbname=app", "connection string: service \"gone\" is not defined");
	setenv("PGSERVICEFILE", "/nonexistent/services", 1);
	assert_refused("service=app",
	               "connection string: the file that PGSERVICEFILE names cannot be read");
}

static void
lists_of_hosts_are_taken_apart(void **state)
{
	struct conninfo *conninfo = parse("host=a,,/tmp hostaddr=,127.0.0.1, port=1,2,3");

	(void)state;
	assert_int_equal(conninfo->host_count, 3);
	assert_string_equal(conninfo->host[0].host, "a");
	assert_string_equal(conninfo->host[0].hostaddr, "");
	assert_string_equal(conninfo->host[1].hostaddr, "127.0.0.1");
	assert_string_equal(conninfo->host[1].port, "2");
	assert_string_equal(conninfo->host[2].host, "/tmp");
	assert_true(conninfo_is_socket(&conninfo->host[2]));
	assert_false(conninfo_is_socket(&conninfo->host[1]));
	conninfo_free(conninfo);

	conninfo = parse("postgresql://a:1,b,[::1]:3/app");
	assert_int_equal(conninfo->host_count, 3);
	assert_string_equal(conninfo->host[1].host, "b");
	assert_string_equal(conninfo->host[2].host, "::1");
	assert_string_equal(conninfo->host[2].port, "3");
	conninfo_free(conninfo);

	conninfo = parse("dbname=app");
	assert_int_equal(conninfo->host_count, 1);
	assert_true(conninfo_is_socket(&conninfo->host[0]));
	conninfo_free(conninfo);

	assert_refused("host=a,b hostaddr=127.0.0.1",
	               "connection string: host has 2 entries, hostaddr 1");
	assert_refused("host=a,b port=1,2,3", "connection string: port has 3 entries for 2 hosts");
}

static void
plaintext_to_other_machines_is_a_risk(void **state)
{
	static const struct {
		const char *conninfo;
		bool risk;
	} cases[] = {
		{ "host=db.internal", true },
		{ "host=db.internal sslmode=disable", true },
		{ "host=db.internal sslmode=allow", true },
		{ "host=db.internal sslmode=prefer", true },
		{ "host=db.internal sslmode=require", false },
		{ "host=db.internal sslmode=verify-ca", false },
		{ "host=db.internal sslmode=verify-full", false },
		{ "postgresql://db.internal/app?sslmode=verify-full", false },
		{ "host=localhost", false },
		{ "host=127.0.0.1", false },
		{ "host=127.8.9.10", false },
		{ "host=128.0.0.1", true },
		{ "host=::1", false },
		{ "host=::2", true },
		{ "host=::ffff:127.0.0.1", false },
		{ "host=::ffff:10.0.0.1", true },
		{ "host=127.0.0.1.evil.example", true },
		{ "host=localhost.evil.example", true },
		{ "host=/run/postgresql", false },
		{ "host=@abstract", false },
		{ "dbname=app", false },
		{ "host=localhost hostaddr=10.0.0.1", true },
		{ "host=db.internal hostaddr=127.0.0.1", false },
		{ "host=/tmp,localhost,db.internal", true },
		{ "host=/tmp,localhost,::1", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct conninfo *conninfo = parse(cases[i].conninfo);

		if (conninfo_plaintext_risk(conninfo) != cases[i].risk)
			fail_msg("%s", cases[i].conninfo);
		conninfo_free(conninfo);
	}
	setenv("PGSSLMODE", "require", 1);
	{
		struct conninfo *conninfo = parse("host=db.internal");

		assert_false(conninfo_plaintext_risk(conninfo));
		conninfo_free(conninfo);
	}
}

static void
kerberos_is_asked_for_or_left_alone(void **state)
{
	struct conninfo *conninfo = parse("host=h");

	(void)state;
	assert_string_equal(conninfo_get(conninfo, "gssencmode"), "disable");
	conninfo_free(conninfo);
	conninfo = parse("host=h gssencmode=prefer");
	assert_string_equal(conninfo_get(conninfo, "gssencmode"), "prefer");
	conninfo_free(conninfo);
}

/* Each of them holds "s3cret" somewhere, where a person might have written a password. */
static void
malformed_strings_are_refused_without_quoting_them(void **state)
{
	static const char *const malformed[] = {
		"host=h password=my s3cret",
		"host=h password=my s3cret=x",
		"host=h password=my s3cret word=x",
		"host=h password='s3cret",
		"host=h password=a'b s3cret'",
		"host=h password = s3cret s3cret",
		"s3cret",
		"s3cret=s3cret",
		"host=h s3cret",
		"pasword=s3cret",
		"host=h passwd=s3cret",
		"postgres:/u:s3cret@h/db",
		"mysql://u:s3cret@h/db?x=1",
		"postgresql://u:s3%cret@s3cret/db",
		"postgresql://u:s3cret%00@h/db",
		"postgresql://u:pw@[s3cret/db",
		"postgresql://u:pw@[]s3cret/db",
		"postgresql://u:pw@[::1]s3cret/db",
		"postgresql://h/db?password=a&s3cret=b",
		"postgresql://h/db?s3cret",
		"postgresql://h/db?password=a=s3cret",
		"postgresql://u:pa/ss?s3cret=x@h/db",
		"postgresql://u:s3/cret?s3cret@h/db",
		"postgresql://u:s3cret/x@h/db",
		"host=h port=s3cret",
		"host=h sslmode=s3cret",
		"host=h dbname=postgresql://u:s3cret@h/db",
		"host=h dbname='password=s3cret'",
	};

	(void)state;
	for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
		struct conninfo *conninfo = NULL;
		struct err err = { 0 };

		if (conninfo_parse(malformed[i], &conninfo, &err))
			fail_msg("taken: %s", malformed[i]);
		assert_int_equal(err.code, ERR_CONFIG);
		if (strstr(err.message, "cret") != NULL)
			fail_msg("%s: %s", malformed[i], err.message);
		assert_true(strlen(err.message) > strlen("connection string: "));
	}
}

static void
the_message_says_what_and_where(void **state)
{
	(void)state;
	assert_refused("hots=h", "connection string: unknown keyword \"hots\"");
	assert_refused("host=h user = u dbnam =x", "connection string: unknown keyword \"dbnam\"");
	assert_refused("host=h password=a hots=h",
	               "connection string: an unknown keyword after the value of \"password\" "
	               "(a value with spaces needs quotes)");
	assert_refused("host=h password=a b user=u",
	               "connection string: a word without \"=\" after the value of \"password\" "
	               "(a value with spaces needs quotes)");
	assert_refused("host=h password='a b user=u",
	               "connection string: the quoted value of \"password\" does not end");
	assert_refused("app", "connection string: a word without \"=\"");
	assert_refused("postgresql://h/db?sslmod=x", "connection URI: a parameter is unknown");
	assert_refused("postgresql://[::1/db", "connection URI: an IPv6 address lacks its \"]\"");
	assert_refused("host=h port=0", "connection string: a port is a number from 1 to 65535");
	assert_refused("host=h port=65536",
	               "connection string: a port is a number from 1 to 65535");
}

int
main(void)
{
#define CLEAN(test) cmocka_unit_test_setup(test, clean_environment)
	const struct CMUnitTest tests[] = {
		CLEAN(both_forms_are_taken),
		CLEAN(passwords_are_not_given_away),
		CLEAN(what_is_described_is_quoted),
		CLEAN(the_environment_fills_in),
		CLEAN(services_are_expanded),
		CLEAN(services_that_are_not_there_are_named),
		CLEAN(lists_of_hosts_are_taken_apart),
		CLEAN(plaintext_to_other_machines_is_a_risk),
		CLEAN(kerberos_is_asked_for_or_left_alone),
		CLEAN(malformed_strings_are_refused_without_quoting_them),
		CLEAN(the_message_says_what_and_where),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
