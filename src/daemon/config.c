#include "base/file.h"
#include "daemon/config_priv.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SECRET_FILE_BYTES_MAX 4096
#define TOKEN_BYTES_MIN       16
#define WARNINGS_MAX          1000
#define BLANKS                " \t\r\n"

bool
config_place(const struct config *config, unsigned line, struct err *err)
{
	if (config->file == NULL || line == 0)
		return false;
	return err_prefix(err, "%s:%u", config->file, line);
}

void
config_warn(struct config *config, unsigned line, const char *format, ...)
{
	struct text text = { 0 };
	char *warning;
	va_list arguments;

	if (config->warning_count == WARNINGS_MAX)
		return;
	va_start(arguments, format);
	if (vasprintf(&warning, format, arguments) < 0)
		abort();
	va_end(arguments);
	if (config->file != NULL && line > 0)
		text_addf(&text, "%s:%u: ", config->file, line);
	text_add(&text, warning);
	free(warning);
	config->warnings = mem_resize(config->warnings, config->warning_count + 1,
	                              sizeof *config->warnings);
	config->warnings[config->warning_count++] = arena_strdup(&config->arena, text_str(&text));
	text_done(&text);
}

const char *
config_path(struct config *config, const char *path)
{
	const char *slash = config->file != NULL ? strrchr(config->file, '/') : NULL;

	if (path[0] == '/' || slash == NULL)
		return path;
	return arena_printf(&config->arena, "%.*s/%s", (int)(slash - config->file), config->file,
	                    path);
}

bool
config_readable_by_all(const char *file)
{
	struct stat status;

	return stat(file, &status) == 0 && S_ISREG(status.st_mode) &&
	       (status.st_mode & S_IROTH) != 0;
}

/* What a client can send in a header: visible ASCII. */
static bool
check_token(const char *token, size_t length, const char *path, struct err *err)
{
	if (length < TOKEN_BYTES_MIN)
		return err_set(err, ERR_CONFIG,
		               "admin_token_file: %s: a token has at least %d bytes", path,
		               TOKEN_BYTES_MIN);
	for (size_t i = 0; i < length; i++) {
		if (token[i] <= 0x20 || token[i] >= 0x7f)
			return err_set(
				err, ERR_CONFIG,
				"admin_token_file: %s: a token is one line of visible ASCII without blanks",
				path);
	}
	return true;
}

bool
config_read_secret(const char *path, char **ret_secret, struct err *err)
{
	char *bytes;
	size_t length, blanks;

	if (!file_read(path, SECRET_FILE_BYTES_MAX, &bytes, &length, err))
		return false;
	if (strlen(bytes) != length) {
		explicit_bzero(bytes, length);
		free(bytes);
		return err_set(err, ERR_CONFIG, "%s: a NUL byte", path);
	}
	while (length > 0 && strchr(BLANKS, bytes[length - 1]) != NULL)
		length--;
	bytes[length] = '\0';
	blanks = strspn(bytes, BLANKS);
	memmove(bytes, bytes + blanks, length - blanks + 1);
	*ret_secret = bytes;
	return true;
}

static bool
take_token(struct config *config, const char *path, struct err *err)
{
	char *token;
	bool ok;

	if (!config_read_secret(path, &token, err))
		return err_prefix(err, "admin_token_file");
	ok = check_token(token, strlen(token), path, err);
	if (ok)
		config->admin_token = arena_strdup(&config->arena, token);
	explicit_bzero(token, strlen(token));
	free(token);
	return ok;
}

bool
config_read_token(struct config *config, struct err *err)
{
	const struct option_value *given = &config->settings.value[OPTION_admin_token_file];
	const char *path;

	if (given->text == NULL)
		return true;
	path = config_path(config, given->text);
	if (!take_token(config, path, err))
		return config_place(config, given->line, err);
	if (config_readable_by_all(path))
		config_warn(config, given->line,
		            "admin_token_file: everybody on this machine may read it: chmod o-r %s",
		            path);
	return true;
}

static struct config *
config_new(const char *file)
{
	struct config *config = mem_alloc(sizeof *config);

	config->file = arena_strdup(&config->arena, file);
	return config;
}

void
config_free(struct config *config)
{
	if (config == NULL)
		return;
	for (size_t i = 0; i < config->target_count; i++)
		watch_target_done(&config->targets[i]);
	for (size_t i = 0; i < config->hook_count; i++)
		hook_config_done(&config->hooks[i]);
	free(config->targets);
	free(config->events);
	free(config->hooks);
	free(config->warnings);
	arena_done(&config->arena);
	free(config);
}

/* The end of both ways: hands over the configuration, or frees it. */
static bool
finish(struct config_drafts *drafts, bool ok, struct config **ret_config)
{
	free(drafts->drafts);
	free(drafts->hooks);
	if (ok)
		*ret_config = drafts->config;
	else
		config_free(drafts->config);
	return ok;
}

bool
config_load(const char *file, const struct config_choice *choice, struct config **ret_config,
            struct err *err)
{
	struct config_drafts drafts = { .config = config_new(file) };
	bool ok = config_read(file, &drafts, err) && config_make_targets(&drafts, choice, err) &&
	          config_make_hooks(&drafts, err) && config_read_token(drafts.config, err);

	if (ok)
		config_warn_of_passwords(&drafts);
	return finish(&drafts, ok, ret_config);
}

bool
config_single(const char *conninfo, const struct config_choice *choice, struct config **ret_config,
              struct err *err)
{
	struct config_drafts drafts = { .config = config_new(NULL) };
	struct arena *arena = &drafts.config->arena;

	drafts.drafts = mem_alloc(sizeof *drafts.drafts);
	drafts.count = 1;
	drafts.drafts->name = "default";
	settings_standard(&drafts.config->settings, arena);
	settings_standard(&drafts.drafts->settings, arena);
	drafts.drafts->settings.value[OPTION_conninfo].text = arena_strdup(arena, conninfo);
	return finish(&drafts, config_make_targets(&drafts, choice, err), ret_config);
}

/* systemd may name several directories; ours is the first. */
char *
config_state_dir(const struct config *config)
{
	const char *service = getenv("STATE_DIRECTORY");
	char *directory;

	if (config->state_dir != NULL)
		return mem_strdup(config->state_dir);
	if (service == NULL || *service == '\0')
		return NULL;
	directory = mem_strdup(service);
	directory[strcspn(directory, ":")] = '\0';
	return directory;
}
