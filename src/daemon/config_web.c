/* What one webhook is configured to: its URL, and the secrets that stand in files. */
#include "base/file.h"
#include "daemon/config_priv.h"

#include <stdlib.h>
#include <string.h>

#define HEADERS_FILE_BYTES_MAX 65536
#define HEADERS_MAX            64
#define CA_FILE_BYTES_MAX      (16 * 1024 * 1024)

static bool
take_secret(struct config *config, const struct option_value *given, struct hook_config *hook,
            struct err *err)
{
	const char *path;

	if (given->text == NULL)
		return true;
	path = config_path(config, given->text);
	if (!config_read_secret(path, &hook->secret, err) ||
	    !(hook_secret_valid(hook->secret, err) || err_prefix(err, "%s", path))) {
		err_prefix(err, "secret_file");
		return config_place(config, given->line, err);
	}
	if (config_readable_by_all(path))
		config_warn(config, given->line,
		            "secret_file: everybody on this machine may read it: chmod o-r %s",
		            path);
	return true;
}

static bool
add_header(struct hook_config *hook, const char *header, struct err *err)
{
	size_t count = 0;

	while (hook->headers[count] != NULL)
		count++;
	if (count == HEADERS_MAX)
		return err_set(err, ERR_CONFIG, "more than %d headers", HEADERS_MAX);
	hook->headers[count] = mem_strdup(header);
	return true;
}

/* A carriage return at the end of a line belongs to the line's end; elsewhere it is refused. */
static bool
add_lines(struct hook_config *hook, char *text, const char *path, struct err *err)
{
	char *next = text;

	for (unsigned number = 1; next != NULL; number++) {
		char *line = strsep(&next, "\n");
		size_t length = strlen(line);

		if (length > 0 && line[length - 1] == '\r')
			line[length - 1] = '\0';
		if (*line == '\0')
			continue;
		if (!hook_header_valid(line, err) || !add_header(hook, line, err))
			return err_prefix(err, "%s:%u", path, number);
	}
	return true;
}

static bool
take_headers_file(struct config *config, const struct option_value *given, struct hook_config *hook,
                  struct err *err)
{
	const char *path;
	char *text;
	size_t length;
	bool ok;

	if (given->text == NULL)
		return true;
	path = config_path(config, given->text);
	ok = file_read(path, HEADERS_FILE_BYTES_MAX, &text, &length, err);
	if (ok) {
		ok = strlen(text) == length ? add_lines(hook, text, path, err)
		                            : err_set(err, ERR_CONFIG, "%s: a NUL byte", path);
		explicit_bzero(text, length);
		free(text);
	}
	if (!ok) {
		err_prefix(err, "headers_file");
		return config_place(config, given->line, err);
	}
	if (config_readable_by_all(path))
		config_warn(config, given->line,
		            "headers_file: everybody on this machine may read it: chmod o-r %s",
		            path);
	return true;
}

static bool
take_headers(struct config *config, const struct config_draft *draft, struct hook_config *hook,
             struct err *err)
{
	const struct option_value *given = &draft->settings.value[OPTION_header];

	hook->headers = mem_alloc((HEADERS_MAX + 1) * sizeof *hook->headers);
	for (size_t i = 0; i < given->count; i++) {
		if (!add_header(hook, given->list[i], err))
			return config_place(config, given->line, err);
	}
	return take_headers_file(config, &draft->settings.value[OPTION_headers_file], hook, err);
}

static bool
take_ca_file(struct config *config, const struct option_value *given, struct hook_config *hook,
             struct err *err)
{
	const char *path;
	char *text;
	size_t length;

	if (given->text == NULL)
		return true;
	path = config_path(config, given->text);
	if (!file_read(path, CA_FILE_BYTES_MAX, &text, &length, err)) {
		err_prefix(err, "ca_file");
		return config_place(config, given->line, err);
	}
	free(text);
	hook->ca_file = mem_strdup(path);
	return true;
}

bool
config_take_web(struct config *config, const struct config_draft *draft, struct hook_config *hook,
                struct err *err)
{
	const struct option_value *values = draft->settings.value;

	if (values[OPTION_url].text == NULL) {
		err_set(err, ERR_CONFIG, "webhook %s has no url", draft->name);
		return config_place(config, draft->line, err);
	}
	hook->url = mem_strdup(values[OPTION_url].text);
	hook->alertmanager = values[OPTION_format].number != 0;
	return take_secret(config, &values[OPTION_secret_file], hook, err) &&
	       take_headers(config, draft, hook, err) &&
	       take_ca_file(config, &values[OPTION_ca_file], hook, err);
}
