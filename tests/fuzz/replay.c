/* A main() for the fuzz targets: feeds each file of each directory given, as libFuzzer would. Ends
 * with 1 where there is none to feed: a target without a corpus tests nothing. */
#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static int
by_name(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* The input lies in memory of exactly its size, so that ASan sees the first byte too many. */
static int
feed(const char *path)
{
	struct stat status;
	FILE *file = fopen(path, "re");

	if (!file || fstat(fileno(file), &status) != 0 || !S_ISREG(status.st_mode)) {
		fprintf(stderr, "%s is no file\n", path);
		exit(1);
	}
	size_t length = (size_t)status.st_size;
	uint8_t *bytes = malloc(length ? length : 1);
	if (!bytes || fread(bytes, 1, length, file) != length) {
		fprintf(stderr, "%s cannot be read\n", path);
		exit(1);
	}
	fclose(file);
	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(bytes, length);
	free(bytes);
	return 1;
}

static int
feed_all(const char *directory)
{
	struct dirent **entries = NULL;
	int fed = 0, count = scandir(directory, &entries, by_name, alphasort);

	for (int i = 0; i < count; i++) {
		char *path = NULL;
		if (asprintf(&path, "%s/%s", directory, entries[i]->d_name) < 0)
			abort();
		fed += feed(path);
		free(path);
		free(entries[i]);
	}
	free(entries);
	return fed;
}

int
main(int argc, char **argv)
{
	int fed = 0;

	for (int i = 1; i < argc; i++)
		fed += feed_all(argv[i]);
	printf("%d inputs\n", fed);
	return fed > 0 ? 0 : 1;
}
