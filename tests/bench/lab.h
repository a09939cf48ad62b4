/* What the measuring programs share: generated schemas and their manifests, children whose time and
 * memory are known, medians, and verdicts on figures. */
#ifndef TESTS_LAB_H
#define TESTS_LAB_H

#include "../integration/harness_daemon.h"
#include "../integration/harness_pg.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define LAB_RUNS_MAX 501

/* A number from the environment, so that a smoke version runs in seconds. */
long lab_size(const char *name, long by_default);

double lab_now_ms(void);
double lab_median(double *values, size_t count);
double lab_quantile(double *values, size_t count, double quantile);

/* Prints one row: what was measured, beside what, and whether it keeps the limit. */
void lab_row(const char *work, double measured, const char *unit, double beside,
             const char *beside_name, double most);
/* The same for a figure that is no ratio. */
void lab_figure(const char *work, double measured, const char *unit, double most);
/* How many rows were printed that exceed their limit. */
int lab_exceeded(void);

/* `count` tables from `first` on in a schema, each with `columns` columns (at least 10), a primary
 * key, a foreign key to the one before it and two indexes, one of them partial. */
void lab_tables(struct pg_database *database, const char *schema, long first, long count,
                long columns);
/* Their complete manifest, written to a file; the path, caller owns. `bare`: names alone. */
char *lab_manifest(const char *schema, long first, long count, long columns, bool bare);

/* A program run to its end, its output thrown away or kept in a file. */
struct lab_cost {
	double wall_ms;
	double cpu_ms;
	double peak_kb;
	int code;
};
struct lab_cost lab_run(const char *const *argv, const char *out_path);
/* Medians of `runs` runs. Another exit code than `code` fails. */
struct lab_cost lab_run_often(const char *const *argv, const char *out_path, int runs, int code);

/* The user's CPU time of a process until now, of one that has a single busy thread. */
double lab_cpu_ms(pid_t pid);
/* Private memory, in kB. */
long lab_private_kb(pid_t pid);

/* A daemon with one target, that is checked on request only. `options`: lines of the target's
 * section. */
struct daemon *lab_daemon(const char *conninfo, const char *manifest_path, const char *options);
/* One check now: how long it took by the daemon's own clock, in ms. `status` is what it has to end in
 * (NULL: anything). */
double lab_check(struct daemon *daemon, const char *status);
/* The same with one target a conninfo, so many checked at once. */
struct daemon *lab_fleet(char *const *conninfos, size_t count, const char *manifest_path,
                         int at_once);

void lab_ask(struct daemon *daemon);      /* for a check of every target, now */
double lab_checks(struct daemon *daemon); /* that have ended, of all targets */
double lab_slow_turns(struct daemon *daemon);

/* A program of that name, caller owns, or NULL. */
char *lab_find(const char *name);

/* A copy of a database that nobody is connected to. */
struct pg_database *pg_database_like(struct pg_server *server, struct pg_database *database);

/* A proxy before a server's unix socket that holds back whatever goes through it, either way, by so many
 * ms: the directory of its own socket (of the same port), caller owns. One at a time. */
char *lab_delay_start(const char *socket_dir, int port, double ms);
void lab_delay_stop(void);

#endif
