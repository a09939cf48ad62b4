/* Checks that ask the server for less must say what a full one would. Each case changes how the server
 * writes a definition, or what a check would find, in a way that a shortcut could overlook. */
#include "harness.h"
#include "harness_daemon.h"
#include "harness_http.h"
#include "harness_pg.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>
#include <libpq-fe.h>

#define TOKEN        "shortcut-token-0123456789"
#define WAIT_MS      60000
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* `found`: the name of the index or constraint whose definition differs, NULL: nothing does. */
struct text_case {
	const char *setup;
	const char *change;
	const char *found;
};

static const struct text_case texts[] = {
	{ "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a) WHERE b > 0",
	  "ALTER TABLE t RENAME b TO c", "i" },
	{ "CREATE TABLE t (a int); CREATE INDEX i ON t (a)", "ALTER TABLE t RENAME a TO c", "i" },
	{ "CREATE TABLE t (a int); CREATE INDEX i ON t (a)",
	  "DROP INDEX i; CREATE INDEX i ON t (a DESC)", "i" },
	{ "CREATE TABLE t (a int); CREATE INDEX i ON t (a)", "ALTER INDEX i SET (fillfactor = 50)",
	  "i" },
	{ "CREATE FUNCTION f(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1';"
	  "CREATE TABLE t (a int); CREATE INDEX i ON t (f(a))",
	  "ALTER FUNCTION f(int) RENAME TO g", "i" },
	{ "CREATE SCHEMA s; CREATE FUNCTION s.f(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1';"
	  "CREATE TABLE t (a int); CREATE INDEX i ON t (s.f(a))",
	  "ALTER SCHEMA s RENAME TO s2", "i" },
	{ "CREATE TYPE e AS ENUM ('x', 'y'); CREATE TABLE t (a e); CREATE INDEX i ON t (a) WHERE a = 'x'",
	  "ALTER TYPE e RENAME VALUE 'x' TO 'z'", "i" },
	{ "CREATE TYPE e AS ENUM ('x', 'y'); CREATE TABLE t (a e, CONSTRAINT c CHECK (a <> 'x'))",
	  "ALTER TYPE e RENAME TO e2", "c" },
	{ "CREATE DOMAIN d AS int; CREATE TABLE t (a int, CONSTRAINT c CHECK ((a::d)::int > 0))",
	  "ALTER DOMAIN d RENAME TO d2", "c" },
	{ "CREATE COLLATION k (locale = 'C'); CREATE TABLE t (a text); CREATE INDEX i ON t (a COLLATE k)",
	  "ALTER COLLATION k RENAME TO k2", "i" },
	{ "CREATE TABLE t (a text, CONSTRAINT c CHECK (a > 'x' COLLATE \"C\"))",
	  "ALTER TABLE t DROP CONSTRAINT c; ALTER TABLE t ADD CONSTRAINT c CHECK (a > 'y' COLLATE \"C\")",
	  "c" },
	{ "CREATE OPERATOR CLASS o FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int);"
	  "CREATE TABLE t (a int); CREATE INDEX i ON t USING hash (a o)",
	  "ALTER OPERATOR CLASS o USING hash RENAME TO o2", "i" },
	{ "CREATE OPERATOR CLASS o FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int);"
	  "CREATE TABLE t (a int); CREATE INDEX i ON t USING hash (a o)",
	  "UPDATE pg_opclass SET opcdefault = opcname = 'o' WHERE opcintype = 'int'::regtype"
	  " AND opcmethod = 405",
	  "i" },
	{ "CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq, COMMUTATOR = ===);"
	  "CREATE SCHEMA s; CREATE TABLE t (a int, CONSTRAINT c CHECK (a === 1))",
	  "ALTER OPERATOR === (int, int) SET SCHEMA s", "c" },
	{ "CREATE EXTENSION btree_gist; CREATE TABLE t (a int, b int, CONSTRAINT c EXCLUDE USING gist"
	  " (a WITH =) WHERE (b > 0))",
	  "ALTER TABLE t RENAME b TO d", "c" },
	{ "CREATE SEQUENCE q; CREATE TABLE t (a int, CONSTRAINT c CHECK (a <> 'q'::regclass::oid::int))",
	  "ALTER SEQUENCE q RENAME TO q2", "c" },
	{ "CREATE TABLE o (); CREATE TABLE t (a oid); CREATE INDEX i ON t (a) WHERE a <> 'o'::regclass",
	  "ALTER TABLE o RENAME TO o2", "i" },
	{ "CREATE TABLE o (); CREATE TABLE t (a oid); CREATE INDEX i ON t (a) WHERE"
	  " a <> ALL (ARRAY['o'::regclass]::oid[])",
	  "ALTER TABLE o RENAME TO o2", "i" },
	{ "CREATE TEXT SEARCH CONFIGURATION g (COPY = simple); CREATE TABLE t (a text);"
	  "CREATE INDEX i ON t USING gin (to_tsvector('g'::regconfig, a))",
	  "ALTER TEXT SEARCH CONFIGURATION g RENAME TO g2", "i" },
	{ "CREATE TYPE r AS (x int, y int); CREATE TABLE t (a r); CREATE INDEX i ON t (((a).x))",
	  "ALTER TYPE r RENAME ATTRIBUTE x TO z", "i" },
	{ "CREATE TABLE o (x int); CREATE TABLE t (a o, CONSTRAINT c CHECK ((a).x > 0))",
	  "ALTER TABLE o RENAME x TO z", "c" },
	{ "CREATE TABLE o (x int); CREATE TABLE t (a int, CONSTRAINT c CHECK (ROW(a)::o IS NOT NULL))",
	  "ALTER TABLE o RENAME TO o2", "c" },
	{ "CREATE TYPE r AS (x regclass); CREATE TABLE o ();"
	  "CREATE TABLE t (a r, CONSTRAINT c CHECK (a <> '(o)'::r))",
	  "ALTER TABLE o RENAME TO o2", "c" },
	{ "CREATE DOMAIN d AS regclass; CREATE TABLE o ();"
	  "CREATE TABLE t (a oid, CONSTRAINT c CHECK (a <> 'o'::d::oid))",
	  "ALTER TABLE o RENAME TO o2", "c" },
	{ "CREATE TABLE o (a int PRIMARY KEY); CREATE TABLE t (a int CONSTRAINT c REFERENCES o)",
	  "ALTER TABLE o RENAME a TO z", "c" },
	/* What must not be found. */
	{ "CREATE TYPE e AS ENUM ('x'); CREATE TABLE t (a int); CREATE INDEX i ON t (a) WHERE a > 0",
	  "CREATE TEMP TABLE gone (i int); VACUUM FULL pg_index; VACUUM FULL pg_class; REINDEX INDEX i;"
	  "ANALYZE; CREATE OR REPLACE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
	  NULL },
	{ "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a) WHERE b > 0",
	  "BEGIN; ALTER TABLE t RENAME b TO c; ROLLBACK; BEGIN; DROP INDEX i; ROLLBACK", NULL },
	{ "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a) WHERE b > 0",
	  "ALTER TABLE t RENAME b TO c; ALTER TABLE t RENAME c TO b; DROP INDEX i;"
	  "CREATE INDEX i ON t (a) WHERE b > 0",
	  NULL },
};

static struct pg_server *server;

/* Targets t0, t1, ... that are checked on request. */
static struct daemon *
start(const char *options, char *const *conninfos, char *const *manifests, size_t count)
{
	char *token = harness_path("token");
	char *ini = harness_format("[pgdriftd]\nlisten = 127.0.0.1:@port@\ncheck_interval = 7d\n"
	                           "confirm = 100\nadmin_token_file = %s\n%s\n",
	                           token, options);
	struct daemon *daemon;

	harness_write_file(token, TOKEN);
	for (size_t i = 0; i < count; i++) {
		char *longer = harness_format("%s[target t%zu]\nconninfo = %s\nmanifest = %s\n",
		                              ini, i, conninfos[i], manifests[i]);
		free(ini);
		ini = longer;
	}
	daemon = daemon_start(&(struct daemon_options){ .ini = ini });
	free(ini);
	free(token);
	return daemon;
}

struct checks {
	struct daemon *daemon;
	long at_least;
};

static bool
have_checked_cb(void *arg)
{
	struct checks *checks = arg;
	json_t *report = http_json(checks->daemon->address, "/v1/report", NULL);
	json_t *targets = json_at(report, "/targets");
	bool all = true;

	for (size_t i = 0; i < json_array_size(targets); i++)
		all = all && json_integer_value(json_at(json_array_get(targets, i), "/check")) >=
		                     checks->at_least;
	json_decref(report);
	return all;
}

static void
ask_for_check(struct daemon *daemon)
{
	struct http_response *answer = http_request(daemon->address, "POST", "/v1/check",
	                                            "Authorization: Bearer " TOKEN "\r\n", NULL);

	assert_int_equal(answer->status, 202);
	http_free(answer);
}

/* The report once each target has been checked so often. Caller owns. */
static json_t *
report_at(struct daemon *daemon, long checks)
{
	struct checks waited = { daemon, checks };

	if (!wait_until(WAIT_MS, have_checked_cb, &waited))
		fail_msg("not checked %ld times", checks);
	return http_json(daemon->address, "/v1/report", NULL);
}

/* The first check comes by itself. */
static json_t *
report_after(struct daemon *daemon, long checks)
{
	if (checks > 1)
		ask_for_check(daemon);
	return report_at(daemon, checks);
}

static char *
snapshot(const struct pg_database *database)
{
	char *path = harness_path("manifest");
	char *out, *err;

	if (run_pgdriftd(&out, &err, "snapshot", "--dsn", database->conninfo, NULL) != 0)
		fail_msg("snapshot: %s", err);
	harness_write_file(path, out);
	free(out);
	free(err);
	return path;
}

/* Several statements, each in a transaction of its own. */
static void
run_apart(struct pg_database *database, const char *sql)
{
	char *copy = strdup(sql), *rest = copy;

	for (char *one = strtok_r(copy, ";", &rest); one != NULL; one = strtok_r(NULL, ";", &rest))
		pg_exec(database, "%s", one);
	free(copy);
}

static bool
has_finding(const json_t *target, const char *name)
{
	const json_t *findings = json_at(target, "/findings");

	for (size_t i = 0; i < json_array_size(findings); i++) {
		const json_t *finding = json_array_get(findings, i);
		const char *property = json_text_at(finding, "/property");
		const char *change = json_text_at(finding, "/change");

		if (strcmp(json_text_at(finding, "/name"), name) == 0 &&
		    ((property != NULL && strcmp(property, "definition") == 0) ||
		     strcmp(change, "renamed") == 0))
			return true;
		/* It hangs on what has the other name now, and is folded into that. */
		for (size_t j = 0; j < json_array_size(json_at(finding, "/impact")); j++) {
			const char *impact = json_string_value(
				json_array_get(json_at(finding, "/impact"), j));
			char *index = harness_format("index %s of", name);
			char *constraint = harness_format("constraint %s of", name);
			bool named = strstr(impact, index) != NULL ||
			             strstr(impact, constraint) != NULL;

			free(index);
			free(constraint);
			if (named)
				return true;
		}
	}
	return false;
}

static void
judge(const struct text_case *its, const json_t *target, const char *when)
{
	char *said = json_dumps(target, JSON_INDENT(1));

	if (its->found == NULL && strcmp(json_text_at(target, "/status"), "in_sync") != 0)
		fail_msg("%s; %s: %s: %s", its->setup, its->change, when, said);
	if (its->found != NULL && !has_finding(target, its->found))
		fail_msg("%s; %s: %s: not found: %s", its->setup, its->change, when, said);
	free(said);
}

/* With fingerprints, and beside a daemon that knows no shortcut: who must say the same. */
static void
changed_texts_are_found(void **state)
{
	struct pg_database *databases[COUNT(texts)];
	char *conninfos[COUNT(texts)], *manifests[COUNT(texts)];
	struct daemon *quick, *thorough;
	json_t *one, *other;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		databases[i] = pg_database(server);
		pg_exec(databases[i], "%s", texts[i].setup);
		conninfos[i] = databases[i]->conninfo;
		manifests[i] = snapshot(databases[i]);
	}
	quick = start("fingerprints_from = 0\nfull_check_every = 7d", conninfos, manifests,
	              COUNT(texts));
	thorough = start("full_check_every = 0", conninfos, manifests, COUNT(texts));
	json_decref(report_after(thorough, 1));
	json_decref(report_after(quick, 1));
	for (size_t i = 0; i < COUNT(texts); i++)
		pg_exec(databases[i], "CREATE TEMP TABLE moves_the_moment (i int)");
	one = report_after(quick, 2);
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_string_equal(
			json_text_at(json_array_get(json_at(one, "/targets"), i), "/status"),
			"in_sync");
	json_decref(one);
	for (size_t i = 0; i < COUNT(texts); i++)
		run_apart(databases[i], texts[i].change);
	for (long round = 3; round < 5; round++) {
		one = report_after(quick, round);
		other = report_after(thorough, round - 1);
		for (size_t i = 0; i < COUNT(texts); i++) {
			json_t *target = json_array_get(json_at(one, "/targets"), i);
			json_t *full = json_array_get(json_at(other, "/targets"), i);

			judge(&texts[i], target, "quick");
			assert_true(json_equal(json_at(target, "/coverage"),
			                       json_at(full, "/coverage")));
			assert_true(
				json_equal(json_at(target, "/summary"), json_at(full, "/summary")));
		}
		json_decref(one);
		json_decref(other);
	}
	daemon_free(quick);
	daemon_free(thorough);
	for (size_t i = 0; i < COUNT(texts); i++) {
		free(manifests[i]);
		pg_drop(databases[i]);
	}
}

/* Transactions of others that end all the time: no snapshot is as the one before. */
static PGconn *
start_others(const struct pg_database *database)
{
	PGconn *others = PQconnectdb(database->conninfo);

	assert_int_equal(PQstatus(others), CONNECTION_OK);
	assert_int_equal(PQsendQuery(others, "DO $$ BEGIN LOOP PERFORM pg_sleep(0.001), "
	                                     "txid_current(); COMMIT; END LOOP; END $$"),
	                 1);
	return others;
}

static void
end_others(PGconn *others)
{
	PGcancel *cancel = PQgetCancel(others);
	char said[256];

	assert_int_equal(PQcancel(cancel, said, sizeof said), 1);
	PQfreeCancel(cancel);
	PQfinish(others);
}

/* Keys are always read, without a fingerprint: the second look must know them all the same. */
static void
changed_keys_are_found_where_others_write(void **state)
{
	static const struct text_case its = {
		.setup =
			"CREATE TABLE o (a int UNIQUE, b int UNIQUE);"
			"CREATE TABLE t (a int NOT NULL, b int NOT NULL, CONSTRAINT p PRIMARY KEY (a, b),"
			"CONSTRAINT u UNIQUE (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES o (a))",
		.change = "ALTER TABLE t DROP CONSTRAINT p, DROP CONSTRAINT u, DROP CONSTRAINT f,"
			  "ADD CONSTRAINT p PRIMARY KEY (b, a), ADD CONSTRAINT u UNIQUE (b),"
			  "ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES o (b)",
	};
	static const char *const keys[] = { "p", "u", "f" };
	struct pg_database *database = pg_database(server);
	struct daemon *daemon;
	char *manifest;
	PGconn *others;

	(void)state;
	pg_exec(database, "%s", its.setup);
	manifest = snapshot(database);
	daemon = start("fingerprints_from = 0\nfull_check_every = 7d", &database->conninfo,
	               &manifest, 1);
	others = start_others(database);
	json_decref(report_after(daemon, 1));
	pg_exec(database, "%s", its.change);
	for (long round = 2; round < 4; round++) {
		json_t *report = report_after(daemon, round);

		for (size_t i = 0; i < COUNT(keys); i++) {
			struct text_case key = its;

			key.found = keys[i];
			judge(&key, json_at(report, "/targets/0"), "others write");
		}
		json_decref(report);
	}
	end_others(others);
	daemon_free(daemon);
	free(manifest);
	pg_drop(database);
}

/* --- digests ------------------------------------------------------------------------------------- */

#define WALK_TABLES 48 /* enough of them for several buckets */
#define WALK_STEPS  30
#define WALK_DRIFTS 5 /* so many at a time, at most */

#define WALK_TABLE                                                                             \
	"CREATE TABLE w_%1$d (a int CONSTRAINT w_%1$d_p PRIMARY KEY, b int NOT NULL, c text, " \
	"d int DEFAULT 7, e text, f timestamptz, g numeric(10,2), h boolean, "                 \
	"CONSTRAINT w_%1$d_c CHECK (b > 0 AND c <> 'x'));"                                     \
	"CREATE INDEX w_%1$d_i ON w_%1$d (b) WHERE h"

/* A drift of one table, and its end. */
static const struct {
	const char *begin;
	const char *end;
} drifts[] = {
	{ "ALTER TABLE w_%1$d ADD x int", "ALTER TABLE w_%1$d DROP x" },
	{ "ALTER TABLE w_%1$d ALTER d TYPE bigint", "ALTER TABLE w_%1$d ALTER d TYPE int" },
	{ "ALTER TABLE w_%1$d RENAME c TO x", "ALTER TABLE w_%1$d RENAME x TO c" },
	{ "ALTER TABLE w_%1$d RENAME TO x_%1$d", "ALTER TABLE x_%1$d RENAME TO w_%1$d" },
	{ "DROP TABLE w_%1$d", WALK_TABLE },
	{ "ALTER TABLE w_%1$d DROP g, ADD g numeric(10,2)", "DROP TABLE w_%1$d; " WALK_TABLE },
	{ "DROP TABLE w_%1$d; CREATE VIEW w_%1$d AS SELECT 1 AS a",
	  "DROP VIEW w_%1$d; " WALK_TABLE },
	{ "ALTER TABLE w_%1$d DROP CONSTRAINT w_%1$d_c",
	  "ALTER TABLE w_%1$d ADD CONSTRAINT w_%1$d_c CHECK (b > 0 AND c <> 'x')" },
	{ "ALTER TABLE w_%1$d DROP CONSTRAINT w_%1$d_c, ADD CONSTRAINT w_%1$d_c CHECK (b > 1)",
	  "ALTER TABLE w_%1$d DROP CONSTRAINT w_%1$d_c,"
	  " ADD CONSTRAINT w_%1$d_c CHECK (b > 0 AND c <> 'x')" },
	{ "DROP INDEX w_%1$d_i; CREATE INDEX w_%1$d_i ON w_%1$d (d)",
	  "DROP INDEX w_%1$d_i; CREATE INDEX w_%1$d_i ON w_%1$d (b) WHERE h" },
	{ "ALTER INDEX w_%1$d_i RENAME TO x_%1$d_i", "ALTER INDEX x_%1$d_i RENAME TO w_%1$d_i" },
	{ "CREATE TABLE x_%1$d (a int)", "DROP TABLE x_%1$d" },
	{ "CREATE VIEW x_%1$d AS SELECT a FROM w_%1$d", "DROP VIEW x_%1$d" },
	{ "GRANT SELECT ON w_%1$d TO PUBLIC", "REVOKE SELECT ON w_%1$d FROM PUBLIC" },
	{ "COMMENT ON COLUMN w_%1$d.a IS 'it''s'", "COMMENT ON COLUMN w_%1$d.a IS NULL" },
	{ "ALTER TABLE w_%1$d ALTER d DROP DEFAULT", "ALTER TABLE w_%1$d ALTER d SET DEFAULT 7" },
	{ "ALTER TABLE w_%1$d ENABLE ROW LEVEL SECURITY",
	  "ALTER TABLE w_%1$d DISABLE ROW LEVEL SECURITY" },
	{ "CREATE POLICY x ON w_%1$d USING (b > 0)", "DROP POLICY x ON w_%1$d" },
	{ "ALTER TABLE w_%1$d SET (fillfactor = 50)", "ALTER TABLE w_%1$d RESET (fillfactor)" },
	{ "CREATE TYPE x_%1$d AS ENUM ('y')", "DROP TYPE x_%1$d" },
	/* Another epoch, in which something is gone. */
	{ "DROP INDEX w_%1$d_i; CREATE TYPE x_%1$d AS ENUM ('y')",
	  "CREATE INDEX w_%1$d_i ON w_%1$d (b) WHERE h; DROP TYPE x_%1$d" },
	{ "CREATE FUNCTION x_%1$d() RETURNS int LANGUAGE sql AS 'SELECT 1'",
	  "DROP FUNCTION x_%1$d()" },
};

struct walk {
	struct pg_database *database;
	char *manifest;
	struct daemon *daemons[2];
	long checks;
	uint32_t random;
	size_t drifting[WALK_TABLES]; /* per table: its drift, from 1; 0: none */
	size_t count;
};

static size_t
walk_random(struct walk *walk, size_t below)
{
	walk->random = walk->random * 1664525 + 1013904223;
	return (walk->random >> 8) % below;
}

static void
walk_run(struct walk *walk, const char *format, size_t table)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	pg_exec(walk->database, format, (int)table);
#pragma GCC diagnostic pop
}

/* A drift begins somewhere, or one ends. What was done: borrowed. */
static const char *
walk_step(struct walk *walk)
{
	size_t table = walk_random(walk, WALK_TABLES);
	size_t *drift = &walk->drifting[table];
	const char *done;

	while (walk->count == WALK_DRIFTS && *drift == 0) {
		table = walk_random(walk, WALK_TABLES);
		drift = &walk->drifting[table];
	}
	if (*drift == 0) {
		*drift = walk_random(walk, COUNT(drifts)) + 1;
		done = drifts[*drift - 1].begin;
		walk->count++;
	} else {
		done = drifts[*drift - 1].end;
		*drift = 0;
		walk->count--;
	}
	walk_run(walk, done, table);
	return done;
}

/* What a target is said to be: all that does not tell when it was said, and by whom. Caller owns. */
static char *
essence(const json_t *target)
{
	json_t *essence = json_object();
	json_t *findings = json_array();
	const json_t *finding;
	size_t i;
	char *text;

	json_array_foreach(json_at(target, "/findings"), i, finding)
	{
		json_t *copy = json_deep_copy(finding);

		json_object_del(copy, "id");
		json_object_del(copy, "fingerprint");
		json_object_del(copy, "first_seen");
		json_object_del(copy, "last_seen");
		json_array_append_new(findings, copy);
	}
	json_object_set_new(essence, "findings", findings);
	json_object_set(essence, "coverage", json_at(target, "/coverage"));
	json_object_set(essence, "summary", json_at(target, "/summary"));
	json_object_set(essence, "modules", json_at(target, "/modules"));
	text = json_dumps(essence, JSON_INDENT(1) | JSON_SORT_KEYS);
	json_decref(essence);
	return text;
}

/* A check that knows nothing from before says what is right. */
static void
walk_judge(struct walk *walk, const char *done)
{
	char *out, *err, *right;
	json_t *report;

	walk->checks++;
	for (size_t i = 0; walk->checks > 1 && i < COUNT(walk->daemons); i++)
		ask_for_check(walk->daemons[i]);
	run_pgdriftd(&out, &err, "check", "--dsn", walk->database->conninfo, "--manifest",
	             walk->manifest, "--format", "json", NULL);
	report = json_loads(out, 0, NULL);
	right = essence(json_at(report, "/targets/0"));
	json_decref(report);
	for (size_t i = 0; i < COUNT(walk->daemons); i++) {
		char *said;

		report = report_at(walk->daemons[i], walk->checks);
		said = essence(json_at(report, "/targets/0"));
		if (strcmp(said, right) != 0) {
			fprintf(stderr, "daemon %zu, check %ld, after %s:\n%s\nbut right is\n%s\n",
			        i, walk->checks, done, said, right);
			fail();
		}
		free(said);
		json_decref(report);
	}
	free(right);
	free(out);
	free(err);
}

/* Drifts come and go, several at a time: in buckets that agreed before and in such that did not. One daemon
 * makes digests of texts, the other one of fingerprints. */
static void
digests_say_what_rows_would(void **state)
{
	struct walk walk = { .database = pg_database(server), .random = 15 };
	struct pg_database *database = walk.database;

	(void)state;
	for (size_t i = 0; i < WALK_TABLES; i++)
		walk_run(&walk, WALK_TABLE, i);
	walk.manifest = snapshot(database);
	walk.daemons[0] = start("full_check_every = 0", &database->conninfo, &walk.manifest, 1);
	walk.daemons[1] = start("full_check_every = 7d\nfingerprints_from = 0", &database->conninfo,
	                        &walk.manifest, 1);
	walk_judge(&walk, "nothing");
	for (size_t i = 0; i < WALK_STEPS; i++) {
		walk_judge(&walk, walk_step(&walk));
		if (walk.count == 0 || i % 10 == 0) {
			pg_exec(database, "SELECT txid_current()");
			walk_judge(&walk, "nothing again");
		}
	}
	for (size_t i = 0; i < WALK_TABLES; i++) {
		if (walk.drifting[i] != 0)
			walk_run(&walk, drifts[walk.drifting[i] - 1].end, i);
	}
	walk_judge(&walk, "the end of all drifts");
	for (size_t i = 0; i < COUNT(walk.daemons); i++) {
		daemon_wait_json(walk.daemons[i], "/v1/report", "/targets/0/status", "in_sync",
		                 WAIT_MS);
		daemon_free(walk.daemons[i]);
	}
	free(walk.manifest);
	pg_drop(database);
}

/* --- nothing has changed ------------------------------------------------------------------------ */

struct fixture {
	struct pg_server *server; /* of its own: nothing else moves there */
	struct pg_database *database;
	char *manifest;
	struct daemon *daemon;
	long checks;
};

static void
begin_with(struct fixture *fixture, const char *options, const char *setup, const char *manifest)
{
	*fixture = (struct fixture){
		.server = pg_start(&(struct pg_options){
			.conf = "max_prepared_transactions = 5\nautovacuum = off\n"
				"log_statement = all\n" })
	};
	fixture->database = pg_database(fixture->server);
	pg_exec(fixture->database, "%s", setup);
	if (manifest != NULL) {
		fixture->manifest = harness_path("manifest");
		harness_write_file(fixture->manifest, manifest);
	} else {
		fixture->manifest = snapshot(fixture->database);
	}
	fixture->daemon = start(options, &fixture->database->conninfo, &fixture->manifest, 1);
	fixture->checks = 1;
	json_decref(report_after(fixture->daemon, 1));
}

static void
begin(struct fixture *fixture, const char *setup, const char *manifest)
{
	begin_with(fixture, "full_check_every = 7d", setup, manifest);
}

static void
finish(struct fixture *fixture)
{
	daemon_free(fixture->daemon);
	free(fixture->manifest);
	pg_drop(fixture->database);
	pg_free(fixture->server);
}

/* Checks once more; how often the daemon spoke to the server, in statements, is given back. */
static size_t
expect(struct fixture *fixture, const char *status)
{
	char *log = harness_read_file(pg_log_path(fixture->server));
	size_t before = strlen(log), statements = 0;
	json_t *report = report_after(fixture->daemon, ++fixture->checks);

	assert_string_equal(json_text_at(report, "/targets/0/status"), status);
	json_decref(report);
	free(log);
	log = harness_read_file(pg_log_path(fixture->server));
	for (const char *at = log + before; (at = strstr(at, "execute <unnamed>: ")) != NULL; at++)
		statements++;
	free(log);
	return statements;
}

static void
an_unchanged_database_costs_one_statement(void **state)
{
	struct fixture fixture;
	json_t *before, *after;

	(void)state;
	begin(&fixture, "CREATE TABLE t (a int); CREATE TABLE u (a int)", NULL);
	pg_exec(fixture.database, "DROP TABLE u");
	assert_true(expect(&fixture, "drift") > 5);
	before = http_json(fixture.daemon->address, "/v1/report", NULL);
	assert_int_equal(expect(&fixture, "drift"), 1);
	run_apart(fixture.database, "SELECT * FROM t; VACUUM t");
	assert_int_equal(expect(&fixture, "drift"), 1);
	after = http_json(fixture.daemon->address, "/v1/report", NULL);
	/* The report is as whole as that of a full check, and of its own time. */
	assert_true(json_equal(json_at(before, "/targets/0/summary"),
	                       json_at(after, "/targets/0/summary")));
	assert_true(json_equal(json_at(before, "/targets/0/coverage"),
	                       json_at(after, "/targets/0/coverage")));
	assert_string_equal(json_text_at(before, "/targets/0/findings/0/first_seen"),
	                    json_text_at(after, "/targets/0/findings/0/first_seen"));
	assert_int_equal(json_integer_value(json_at(after, "/targets/0/check")), fixture.checks);
	json_decref(before);
	json_decref(after);
	pg_exec(fixture.database, "CREATE TABLE u (a int)");
	assert_true(expect(&fixture, "in_sync") > 5);
	assert_int_equal(expect(&fixture, "in_sync"), 1);
	finish(&fixture);
}

/* How many statements in a part of the server's log have both words. */
static size_t
count_copies(const char *log, const char *one, const char *other)
{
	size_t count = 0;

	while ((log = strstr(log, "COPY (")) != NULL) {
		const char *end = strstr(log, "TO STDOUT");
		char *copy;

		assert_non_null(end);
		copy = strndup(log, (size_t)(end - log));
		count += strstr(copy, one) != NULL && strstr(copy, other) != NULL;
		free(copy);
		log = end;
	}
	return count;
}

/* Checks, where catalogs are not what they were, but what is compared is. How columns were asked for. */
static void
expect_asked(struct fixture *fixture, const char *status, size_t digests, size_t rows)
{
	char *log = harness_read_file(pg_log_path(fixture->server));
	size_t before = strlen(log);

	free(log);
	pg_exec(fixture->database, "ALTER TABLE t RENAME TO u; ALTER TABLE u RENAME TO t");
	expect(fixture, status);
	log = harness_read_file(pg_log_path(fixture->server));
	assert_int_equal(count_copies(log + before, "pg_attrdef", "GROUP BY"), digests);
	assert_int_equal(count_copies(log + before, "pg_attrdef", "found.*"), rows);
	free(log);
}

static void
rows_that_are_what_they_were_are_not_sent(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture, "CREATE TABLE t (a int DEFAULT 1)", NULL);
	expect_asked(&fixture, "in_sync", 1, 0);
	expect_asked(&fixture, "in_sync", 1, 0);
	pg_exec(fixture.database, "ALTER TABLE t ALTER a SET DEFAULT 2");
	expect_asked(&fixture, "drift", 1, 1);
	/* There is nothing to ask after where no rows agreed. */
	expect_asked(&fixture, "drift", 0, 1);
	pg_exec(fixture.database, "ALTER TABLE t ALTER a SET DEFAULT 1");
	expect_asked(&fixture, "in_sync", 0, 1);
	expect_asked(&fixture, "in_sync", 1, 0);
	finish(&fixture);
}

/* Checks once more. Whether anything but the catalogs' versions was looked at. */
static bool
reads(struct fixture *fixture, const char *status)
{
	char *log = harness_read_file(pg_log_path(fixture->server));
	size_t before = strlen(log);
	bool read;

	free(log);
	assert_true(expect(fixture, status) > 1);
	log = harness_read_file(pg_log_path(fixture->server));
	read = strstr(log + before, "COPY (") != NULL;
	free(log);
	return read;
}

#define STANDING_SETUP                                                                   \
	"CREATE TABLE t (a serial PRIMARY KEY, b text DEFAULT 'x', c int REFERENCES t);" \
	"CREATE INDEX i ON t (b) WHERE c > 0; CREATE VIEW v AS SELECT a, b FROM t;"      \
	"CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;"                              \
	"CREATE TABLE gone (i int); INSERT INTO t (b) SELECT i FROM generate_series(1, 999) i"

/* What busy databases do, each in transactions of its own. */
static const char *const standing[] = {
	"SELECT txid_current()",
	"INSERT INTO t (b) VALUES ('z'); UPDATE t SET b = 'y'; DELETE FROM t WHERE a > 500",
	"ANALYZE; VACUUM; VACUUM FREEZE pg_attribute; VACUUM FREEZE pg_class",
	"TRUNCATE gone",
	"REINDEX TABLE t",
	"REFRESH MATERIALIZED VIEW m",
	"VACUUM FULL t",
	"VACUUM FULL pg_class; VACUUM FULL pg_attribute",
	"CREATE TEMP TABLE w (a serial PRIMARY KEY, b text DEFAULT 'x' CHECK (b <> 'y'));"
	"CREATE INDEX ON w (b); CREATE TEMP VIEW q AS SELECT * FROM w; INSERT INTO w DEFAULT VALUES",
	"CREATE TEMP SEQUENCE s; CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
	"CREATE TABLE n (a int); DROP TABLE n",
	"BEGIN; ALTER TABLE t ADD x int; ROLLBACK; BEGIN; SAVEPOINT s; DROP TABLE t CASCADE;"
	"ROLLBACK TO s; COMMIT",
	"SELECT nextval('t_a_seq')",
	"DISCARD TEMP",
};

/* What is remembered is no session's. */
static void
catalogs_that_say_the_same_are_not_read(void **state)
{
	struct fixture fixture;

	(void)state;
	begin_with(&fixture, "full_check_every = 7d\nkeep_connection = off", STANDING_SETUP, NULL);
	for (size_t i = 0; i < COUNT(standing); i++) {
		run_apart(fixture.database, standing[i]);
		if (reads(&fixture, "in_sync"))
			fail_msg("everything is read after %s", standing[i]);
	}
	pg_exec(fixture.database, "ALTER TABLE t ALTER b SET DEFAULT 'w'");
	assert_true(reads(&fixture, "drift"));
	assert_false(reads(&fixture, "drift"));
	finish(&fixture);
}

static void
drift_stands_with_all_that_was_said_of_it(void **state)
{
	struct fixture fixture;
	json_t *before, *after;

	(void)state;
	begin(&fixture, STANDING_SETUP, NULL);
	pg_exec(fixture.database, "ALTER TABLE t ALTER b SET DEFAULT 'w'");
	assert_true(reads(&fixture, "drift"));
	before = http_json(fixture.daemon->address, "/v1/report", NULL);
	pg_exec(fixture.database, "INSERT INTO gone VALUES (1)");
	assert_false(reads(&fixture, "drift"));
	assert_int_equal(expect(&fixture, "drift"), 1); /* the moment is known again */
	after = http_json(fixture.daemon->address, "/v1/report", NULL);
	assert_true(json_equal(json_at(before, "/targets/0/summary"),
	                       json_at(after, "/targets/0/summary")));
	assert_true(json_equal(json_at(before, "/targets/0/coverage"),
	                       json_at(after, "/targets/0/coverage")));
	assert_string_equal(json_text_at(before, "/targets/0/findings/0/id"),
	                    json_text_at(after, "/targets/0/findings/0/id"));
	json_decref(before);
	json_decref(after);
	pg_exec(fixture.database, "ALTER TABLE t ALTER b SET DEFAULT 'x'");
	assert_true(reads(&fixture, "in_sync"));
	finish(&fixture);
}

static bool
has_restarted_cb(void *arg)
{
	struct fixture *fixture = arg;
	char *log = harness_read_file(pg_log_path(fixture->server));
	const char *crash = strstr(log, "all server processes terminated");
	bool restarted = crash != NULL && strstr(crash, "ready to accept connections") != NULL;

	free(log);
	return restarted && pg_is_ready(fixture->server);
}

/* The postmaster goes on, no session of the daemon is lost, and yet commits may be. */
static void
a_crash_between_two_sessions_is_noticed(void **state)
{
	struct fixture fixture;
	struct pg_database after;

	(void)state;
	begin_with(&fixture, "full_check_every = 7d\nkeep_connection = off",
	           "CREATE TABLE t (a int)", NULL);
	assert_false(reads(&fixture, "in_sync"));
	kill((pid_t)pg_number(fixture.database, "SELECT pg_backend_pid()"), SIGKILL);
	if (!wait_until(WAIT_MS, has_restarted_cb, &fixture))
		fail_msg("the server does not come back");
	assert_true(reads(&fixture, "in_sync"));
	assert_false(reads(&fixture, "in_sync"));
	after = *fixture.database;
	after.connection = NULL;
	pg_exec(&after, "ALTER TABLE t ADD b int");
	PQfinish(fixture.database->connection);
	fixture.database->connection = after.connection;
	assert_true(reads(&fixture, "drift"));
	finish(&fixture);
}

/* Who is no superuser may ask as well; what he may see of the tables is the catalogs' to say. */
static void
what_a_role_may_see_is_noticed(void **state)
{
	struct fixture fixture;
	char *conninfo;

	(void)state;
	begin(&fixture,
	      "CREATE ROLE reader; CREATE ROLE plain LOGIN IN ROLE reader;"
	      "CREATE TABLE t (a int); GRANT SELECT ON t TO reader",
	      NULL);
	daemon_free(fixture.daemon);
	conninfo = pg_conninfo(fixture.server, fixture.database->name, "plain");
	fixture.daemon = start("full_check_every = 7d", &conninfo, &fixture.manifest, 1);
	fixture.checks = 1;
	json_decref(report_after(fixture.daemon, 1));
	pg_exec(fixture.database, "SELECT txid_current()");
	assert_false(reads(&fixture, "in_sync"));
	pg_exec(fixture.database, "REVOKE reader FROM plain");
	assert_true(reads(&fixture, "drift"));
	pg_exec(fixture.database, "GRANT reader TO plain");
	assert_true(reads(&fixture, "in_sync"));
	free(conninfo);
	finish(&fixture);
}

/* What catalogs do not tell of is looked at where they say the same. */
static void
revisions_are_read_where_catalogs_say_the_same(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture,
	      "CREATE TABLE t (a int); CREATE TABLE r (version text); INSERT INTO r VALUES ('1')",
	      "{\"manifest\": 1, \"name\": \"m\", \"modules\": [{\"name\": \"a\", \"requirement\":"
	      " \"required\", \"tables\": [\"t\"]}], \"revisions\": [{\"table\": \"r\","
	      " \"column\": \"version\", \"expect\": [\"1\"]}]}");
	pg_exec(fixture.database, "INSERT INTO t VALUES (1)");
	assert_false(reads(&fixture, "in_sync"));
	pg_exec(fixture.database, "UPDATE r SET version = '2'");
	assert_true(reads(&fixture, "drift"));
	pg_exec(fixture.database, "INSERT INTO t VALUES (1)");
	assert_false(reads(&fixture, "drift"));
	pg_exec(fixture.database, "DELETE FROM r");
	assert_true(reads(&fixture, "drift"));
	pg_exec(fixture.database, "INSERT INTO r VALUES ('1')");
	assert_true(reads(&fixture, "in_sync"));
	finish(&fixture);
}

static void
transactions_that_overlap_the_check_are_seen(void **state)
{
	struct fixture fixture;
	struct pg_database other;

	(void)state;
	begin(&fixture, "CREATE TABLE t (a int); CREATE TABLE u (a int)", NULL);
	other = *fixture.database;
	other.connection = NULL;
	pg_exec(&other, "BEGIN; ALTER TABLE t ADD b int");
	pg_exec(fixture.database, "INSERT INTO u VALUES (1)");
	expect(&fixture, "in_sync");
	expect(&fixture, "in_sync");
	pg_exec(&other, "COMMIT");
	expect(&fixture, "drift");
	pg_exec(&other, "BEGIN; SAVEPOINT s; ALTER TABLE t DROP b; RELEASE s");
	expect(&fixture, "drift");
	pg_exec(&other, "PREPARE TRANSACTION 'p'");
	expect(&fixture, "drift");
	expect(&fixture, "drift");
	pg_exec(fixture.database, "COMMIT PREPARED 'p'");
	expect(&fixture, "in_sync");
	pg_exec(&other, "BEGIN; DROP TABLE t");
	pg_exec(&other, "ROLLBACK");
	expect(&fixture, "in_sync");
	/* What only comments, grants or renames is seen too. */
	pg_exec(&other, "ALTER TABLE u RENAME a TO c");
	expect(&fixture, "drift");
	pg_exec(&other, "ALTER TABLE u RENAME c TO a");
	expect(&fixture, "in_sync");
	pg_exec(&other, "DISCARD ALL");
	PQfinish(other.connection);
	finish(&fixture);
}

static bool
has_read_again_cb(void *arg)
{
	struct fixture *fixture = arg;
	json_t *report = http_json(fixture->daemon->address, "/v1/report", NULL);
	long checks = json_integer_value(json_at(report, "/targets/0/check"));
	bool done = checks > fixture->checks &&
	            strcmp(json_text_at(report, "/targets/0/status"), "unknown") != 0;

	if (done)
		fixture->checks = checks;
	json_decref(report);
	return done;
}

/* After a crash the same number may be given to another transaction. */
static void
a_crash_and_a_restart_forget_the_moment(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture, "CREATE TABLE t (a int)", NULL);
	expect(&fixture, "in_sync");
	for (int i = 0; i < 2; i++) {
		struct pg_database after = *fixture.database;

		after.connection = NULL;
		pg_exec(fixture.database, "CHECKPOINT");
		pg_stop(fixture.server, i == 0 ? PG_STOP_IMMEDIATE : PG_STOP_FAST);
		pg_start_again(fixture.server);
		pg_exec(&after, "ALTER TABLE t ADD c%d int", i);
		/* That check, which comes by itself, may have begun before. */
		if (!wait_until(WAIT_MS, has_read_again_cb, &fixture))
			fail_msg("the server is not read again");
		expect(&fixture, "drift");
		pg_exec(&after, "ALTER TABLE t DROP c%d", i);
		expect(&fixture, "in_sync");
		expect(&fixture, "in_sync");
		PQfinish(fixture.database->connection);
		fixture.database->connection = after.connection;
	}
	finish(&fixture);
}

/* A revision may stand in a view over what changes without any transaction. */
static void
revisions_that_move_by_themselves_are_read(void **state)
{
	struct fixture fixture;
	struct pg_database other;

	(void)state;
	begin(&fixture,
	      "CREATE TABLE t (a int); CREATE VIEW v AS SELECT count(*)::text AS version"
	      " FROM pg_locks WHERE locktype = 'advisory'",
	      "{\"manifest\": 1, \"name\": \"m\", \"modules\": [{\"name\": \"a\", \"requirement\":"
	      " \"required\", \"tables\": [\"t\"]}], \"revisions\": [{\"table\": \"v\","
	      " \"column\": \"version\", \"expect\": [\"0\"]}]}");
	other = *fixture.database;
	other.connection = NULL;
	expect(&fixture, "in_sync");
	pg_exec(&other, "SELECT pg_advisory_lock(1)");
	expect(&fixture, "drift");
	pg_exec(&other, "SELECT pg_advisory_unlock(1)");
	expect(&fixture, "in_sync");
	PQfinish(other.connection);
	finish(&fixture);
}

static int
group_setup(void **state)
{
	(void)state;
	server = pg_start(&(struct pg_options){
		.conf = "max_connections = 200\nallow_system_table_mods = on\n" });
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	pg_free(server);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changed_texts_are_found),
		cmocka_unit_test(changed_keys_are_found_where_others_write),
		cmocka_unit_test(digests_say_what_rows_would),
		cmocka_unit_test(an_unchanged_database_costs_one_statement),
		cmocka_unit_test(rows_that_are_what_they_were_are_not_sent),
		cmocka_unit_test(catalogs_that_say_the_same_are_not_read),
		cmocka_unit_test(drift_stands_with_all_that_was_said_of_it),
		cmocka_unit_test(a_crash_between_two_sessions_is_noticed),
		cmocka_unit_test(what_a_role_may_see_is_noticed),
		cmocka_unit_test(revisions_are_read_where_catalogs_say_the_same),
		cmocka_unit_test(transactions_that_overlap_the_check_are_seen),
		cmocka_unit_test(a_crash_and_a_restart_forget_the_moment),
		cmocka_unit_test(revisions_that_move_by_themselves_are_read),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
