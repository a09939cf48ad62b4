/* The names and meanings are those that every Prometheus client library gives. All of it comes from
 * the process's own directory of /proc, which a sandbox may leave as the only one (ProcSubset=pid). */
#include "daemon/meter_priv.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* The fields of /proc/self/stat that are wanted, by their numbers in proc(5). */
enum { FIELD_STARTTIME = 22, FIELD_VSIZE = 23, FIELD_RSS = 24 };

static double
seconds_of(clockid_t clock)
{
	struct timespec now = { 0 };

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Fills in the fields up to FIELD_RSS. The second one, the program's name, may hold anything. */
static bool
read_stat(double ret_fields[FIELD_RSS + 1])
{
	char line[1024];
	FILE *file = fopen("/proc/self/stat", "re");
	size_t length = file == NULL ? 0 : fread(line, 1, sizeof line - 1, file);
	char *at;

	if (file != NULL)
		fclose(file);
	line[length] = '\0';
	at = strrchr(line, ')');
	if (at == NULL || at[1] != ' ' || at[2] == '\0')
		return false;
	at += strlen(") S"); /* the third field is a letter */
	for (size_t field = 4; field <= FIELD_RSS; field++) {
		char *end;

		ret_fields[field] = strtod(at, &end);
		if (end == at)
			return false;
		at = end;
	}
	return true;
}

/* Without the descriptor that looks. */
static bool
count_descriptors(double *ret_count)
{
	DIR *directory = opendir("/proc/self/fd");
	const struct dirent *entry;
	size_t count = 0;

	if (directory == NULL)
		return false;
	while ((entry = readdir(directory)) != NULL)
		count += entry->d_name[0] != '.';
	closedir(directory);
	*ret_count = (double)(count - 1);
	return true;
}

void
process_scrape(struct scrape *scrape)
{
	double fields[FIELD_RSS + 1] = { 0 };
	double descriptors;
	struct rlimit limit;

	scrape_add(scrape, METRIC_process_cpu_seconds_total, seconds_of(CLOCK_PROCESS_CPUTIME_ID),
	           NO_LABELS);
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
		scrape_add(scrape, METRIC_process_max_fds, (double)limit.rlim_cur, NO_LABELS);
	if (count_descriptors(&descriptors))
		scrape_add(scrape, METRIC_process_open_fds, descriptors, NO_LABELS);
	if (!read_stat(fields))
		return;
	scrape_add(scrape, METRIC_process_virtual_memory_bytes, fields[FIELD_VSIZE], NO_LABELS);
	scrape_add(scrape, METRIC_process_resident_memory_bytes,
	           fields[FIELD_RSS] * (double)sysconf(_SC_PAGESIZE), NO_LABELS);
	/* It is told since the machine's start, asleep or not. */
	scrape_add(scrape, METRIC_process_start_time_seconds,
	           seconds_of(CLOCK_REALTIME) - seconds_of(CLOCK_BOOTTIME) +
	                   fields[FIELD_STARTTIME] / (double)sysconf(_SC_CLK_TCK),
	           NO_LABELS);
}
