/* Addresses to listen on, and sockets made from them. Numeric addresses only: a name would have to
 * be looked up, and nothing here may wait. */
#include "out/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define UNIX_PREFIX  "unix:"
#define UNIX_MODE    0660
#define PRIVATE_MODE 0600
#define BACKLOG      512

struct address {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
		struct sockaddr_un local;
	} socket;
	socklen_t length;
	mode_t mode; /* of a unix socket */
};

static bool
is_unix(const char *text)
{
	return strncmp(text, UNIX_PREFIX, strlen(UNIX_PREFIX)) == 0;
}

static bool
parse_unix(const char *text, struct address *ret_address, struct err *err)
{
	struct sockaddr_un *local = &ret_address->socket.local;
	const char *path = text + strlen(UNIX_PREFIX);

	if (path[0] != '/')
		return err_set(err, ERR_CONFIG, "%s: the path of a unix socket must be absolute",
		               text);
	if (strlen(path) >= sizeof local->sun_path)
		return err_set(err, ERR_CONFIG,
		               "%s: the path of a unix socket has at most %zu bytes", text,
		               sizeof local->sun_path - 1);
	ret_address->mode = UNIX_MODE;
	local->sun_family = AF_UNIX;
	memcpy(local->sun_path, path, strlen(path) + 1);
	ret_address->length = sizeof *local;
	return true;
}

static bool
parse_port(const char *text, const char *digits, in_port_t *ret_port, struct err *err)
{
	size_t length = strlen(digits);
	unsigned long port;

	if (length == 0 || length > 5 || strspn(digits, "0123456789") != length)
		return err_set(err, ERR_CONFIG, "%s: the port must be a number", text);
	port = strtoul(digits, NULL, 10);
	if (port < 1 || port > 65535)
		return err_set(err, ERR_CONFIG, "%s: the port must be 1 to 65535", text);
	*ret_port = htons((in_port_t)port);
	return true;
}

static bool
parse_inet(const char *text, struct address *ret_address, struct err *err)
{
	static const char help[] =
		"write an IP address and a port (127.0.0.1:8432, [::1]:8432), or "
		"unix:/path";
	const char *colon = strrchr(text, ':');
	bool v6 = text[0] == '[';
	size_t skip = v6 ? 1 : 0;
	char host[INET6_ADDRSTRLEN] = "";
	size_t length;

	if (colon == NULL || colon == text || (v6 && colon[-1] != ']'))
		return err_set(err, ERR_CONFIG, "%s: %s", text, help);
	length = (size_t)(colon - text) - 2 * skip;
	if (length >= sizeof host)
		return err_set(err, ERR_CONFIG, "%s: %s", text, help);
	memcpy(host, text + skip, length);
	if (v6) {
		struct sockaddr_in6 *address = &ret_address->socket.v6;

		address->sin6_family = AF_INET6;
		ret_address->length = sizeof *address;
		return inet_pton(AF_INET6, host, &address->sin6_addr) == 1
		               ? parse_port(text, colon + 1, &address->sin6_port, err)
		               : err_set(err, ERR_CONFIG, "%s: %s", text, help);
	}
	ret_address->socket.v4.sin_family = AF_INET;
	ret_address->length = sizeof ret_address->socket.v4;
	return inet_pton(AF_INET, host, &ret_address->socket.v4.sin_addr) == 1
	               ? parse_port(text, colon + 1, &ret_address->socket.v4.sin_port, err)
	               : err_set(err, ERR_CONFIG, "%s: %s", text, help);
}

static bool
parse(const char *text, struct address *ret_address, struct err *err)
{
	memset(ret_address, 0, sizeof *ret_address);
	return is_unix(text) ? parse_unix(text, ret_address, err)
	                     : parse_inet(text, ret_address, err);
}

bool
http_address_valid(const char *address, struct err *err)
{
	struct address parsed;

	return parse(address, &parsed, err);
}

/* Whether the file is a socket that nobody answers on. */
static bool
is_dead(const struct address *address, const char *text, struct err *err)
{
	const char *path = address->socket.local.sun_path;
	struct stat status;
	int probe, refused;

	if (lstat(path, &status) != 0 || !S_ISSOCK(status.st_mode))
		return err_set(
			err, ERR_IO,
			"cannot listen on %s: there is a file of that name that is no socket; "
			"remove it, or choose another name",
			text);
	probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (probe < 0)
		return err_set(err, ERR_IO, "cannot listen on %s: %s", text, strerror(errno));
	refused = connect(probe, &address->socket.any, address->length) != 0 &&
	          errno == ECONNREFUSED;
	close(probe);
	if (!refused)
		return err_set(err, ERR_IO,
		               "cannot listen on %s: another process listens there; stop it, or "
		               "choose another name",
		               text);
	return true;
}

/* The mode is right from the beginning: the file is never open to everybody for a moment. */
static int
bind_unix(int socket, const struct address *address)
{
	mode_t mask = umask(0777 & ~address->mode);
	int result = bind(socket, &address->socket.any, address->length);
	int error = errno;

	umask(mask);
	errno = error;
	return result;
}

static const char *
advice(int error)
{
	switch (error) {
	case EADDRINUSE:
		return "; another process listens there: stop it, or choose another port";
	case EADDRNOTAVAIL:
		return "; no interface of this machine has the address";
	case EACCES:
		return "; ports under 1024 and foreign directories need privileges";
	case ENOENT:
		return "; make the directory first";
	default:
		return "";
	}
}

static bool
bind_any(int fd, const struct address *address, const char *text, struct err *err)
{
	static const int on = 1;
	int result;

	if (address->socket.any.sa_family == AF_UNIX) {
		result = bind_unix(fd, address);
		if (result != 0 && errno == EADDRINUSE) {
			if (!is_dead(address, text, err))
				return false;
			(void)unlink(address->socket.local.sun_path);
			result = bind_unix(fd, address);
		}
	} else {
		(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
		if (address->socket.any.sa_family == AF_INET6)
			(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
		result = bind(fd, &address->socket.any, address->length);
	}
	if (result == 0)
		result = listen(fd, BACKLOG);
	if (result != 0)
		return err_set(err, ERR_IO, "cannot listen on %s: %s%s", text, strerror(errno),
		               advice(errno));
	return true;
}

static bool
listen_on(const struct address *address, const char *text, int *ret_socket, struct err *err)
{
	int fd = socket(address->socket.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	                0);

	if (fd < 0)
		return err_set(err, ERR_IO, "cannot listen on %s: %s", text, strerror(errno));
	if (!bind_any(fd, address, text, err)) {
		close(fd);
		return false;
	}
	*ret_socket = fd;
	return true;
}

bool
http_listen(const char *text, int *ret_socket, struct err *err)
{
	struct address address;
	struct err why = { 0 };

	if (!parse(text, &address, &why))
		return err_set(err, ERR_IO, "%s", why.message);
	return listen_on(&address, text, ret_socket, err);
}

bool
http_listen_control(const char *path, int *ret_socket, struct err *err)
{
	char text[sizeof UNIX_PREFIX + PATH_MAX];
	struct address address;
	struct err why = { 0 };

	snprintf(text, sizeof text, UNIX_PREFIX "%s", path);
	if (!parse(text, &address, &why))
		return err_set(err, ERR_IO, "%s", why.message);
	address.mode = PRIVATE_MODE;
	return listen_on(&address, text, ret_socket, err);
}
