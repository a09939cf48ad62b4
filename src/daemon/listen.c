#include "base/log.h"
#include "daemon/activation.h"
#include "daemon/control.h"
#include "daemon/daemon_priv.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNIX_PREFIX "unix:"

static bool
accept_on(struct daemon *daemon, int socket, const char *name, struct err *err)
{
	if (!http_accept(daemon->http, socket, name, err))
		return false;
	if (daemon->addresses.length > 0)
		text_add(&daemon->addresses, ", ");
	text_add(&daemon->addresses, name);
	daemon->listener_count++;
	return true;
}

static void
remember_file(struct daemon *daemon, const char *path)
{
	struct socket_file *file;
	struct stat status;

	if (stat(path, &status) != 0)
		return;
	daemon->socket_files = mem_resize(daemon->socket_files, daemon->socket_file_count + 1,
	                                  sizeof *daemon->socket_files);
	file = &daemon->socket_files[daemon->socket_file_count++];
	file->path = mem_strdup(path);
	file->device = status.st_dev;
	file->inode = status.st_ino;
}

static bool
listen_on(struct daemon *daemon, const char *address, struct err *err)
{
	int socket = -1;

	if (!http_listen(address, &socket, err))
		return false;
	if (strncmp(address, UNIX_PREFIX, strlen(UNIX_PREFIX)) == 0)
		remember_file(daemon, address + strlen(UNIX_PREFIX));
	return accept_on(daemon, socket, address, err);
}

static bool
take_over(struct daemon *daemon, size_t count, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; i < count && ok; i++) {
		int socket = ACTIVATION_FIRST + (int)i;
		char *name = activation_describe(socket);
		ok = accept_on(daemon, socket, name, err);
		free(name);
	}
	return ok;
}

static bool
listen_control(struct daemon *daemon, struct err *err)
{
	char *path = control_path(daemon->config->control_socket, NULL);
	int socket = -1;
	bool ok = true;

	if (path != NULL)
		ok = http_listen_control(path, &socket, err);
	if (socket >= 0) {
		remember_file(daemon, path);
		ok = http_accept_control(daemon->http, socket, path, err);
		daemon->listener_count++;
	}
	free(path);
	return ok;
}

bool
daemon_listen(struct daemon *daemon, struct err *err)
{
	const struct option_value *listen = &daemon->config->settings.value[OPTION_listen];
	size_t handed_over = 0;

	if (!activation_take(&handed_over, err))
		return false;
	if (handed_over > 0)
		return take_over(daemon, handed_over, err) && listen_control(daemon, err);
	for (size_t i = 0; i < listen->count; i++) {
		if (!listen_on(daemon, listen->list[i], err))
			return false;
	}
	return listen_control(daemon, err);
}

/* Somebody may have put another socket in the place of ours. */
void
daemon_unlisten(struct daemon *daemon)
{
	for (size_t i = 0; i < daemon->socket_file_count; i++) {
		struct socket_file *file = &daemon->socket_files[i];
		struct stat status;
		if (stat(file->path, &status) == 0 && status.st_dev == file->device &&
		    status.st_ino == file->inode && unlink(file->path) != 0)
			log_line(LOG_LEVEL_WARNING, NULL, "%s: %m", file->path);
		free(file->path);
	}
	free(daemon->socket_files);
	text_done(&daemon->addresses);
}
