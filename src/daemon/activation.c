#include "daemon/activation.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKETS_MAX 64

static bool
read_number(const char *text, long *ret_number)
{
	char *end;

	if (text == NULL || *text < '0' || *text > '9')
		return false;
	errno = 0;
	*ret_number = strtol(text, &end, 10);
	return errno == 0 && *end == '\0';
}

static int
socket_option(int descriptor, int option)
{
	int value = 0;
	socklen_t length = sizeof value;

	return getsockopt(descriptor, SOL_SOCKET, option, &value, &length) == 0 ? value : -1;
}

static bool
check_socket(int descriptor, const char *names, struct err *err)
{
	int family = socket_option(descriptor, SO_DOMAIN);

	if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0)
		return err_set(err, ERR_IO, "descriptor %d of LISTEN_FDS (%s) is not open",
		               descriptor, names);
	if (socket_option(descriptor, SO_TYPE) != SOCK_STREAM ||
	    socket_option(descriptor, SO_ACCEPTCONN) != 1 ||
	    (family != AF_UNIX && family != AF_INET && family != AF_INET6))
		return err_set(
			err, ERR_IO,
			"descriptor %d of LISTEN_FDS (%s) is not a listening TCP or unix stream socket",
			descriptor, names);
	return true;
}

static bool
take(size_t *ret_count, struct err *err)
{
	const char *names = getenv("LISTEN_FDNAMES");
	long pid = 0;
	long count = 0;

	/* Another process id: meant for the one that started us, or for one of its children. */
	if (!read_number(getenv("LISTEN_PID"), &pid) || pid != getpid() ||
	    !read_number(getenv("LISTEN_FDS"), &count)) {
		*ret_count = 0;
		return true;
	}
	if (count > SOCKETS_MAX)
		return err_set(err, ERR_IO, "LISTEN_FDS: more than %d sockets", SOCKETS_MAX);
	for (int i = 0; i < count; i++) {
		if (!check_socket(ACTIVATION_FIRST + i, names != NULL ? names : "without names",
		                  err))
			return false;
	}
	*ret_count = (size_t)count;
	return true;
}

bool
activation_take(size_t *ret_count, struct err *err)
{
	bool ok = take(ret_count, err);

	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	unsetenv("LISTEN_PIDFDID");
	return ok;
}

static void
describe_unix(const struct sockaddr_un *address, socklen_t length, struct text *out)
{
	size_t path = length - offsetof(struct sockaddr_un, sun_path);

	if (path > 0 && address->sun_path[0] == '\0')
		text_addf(out, "unix:@%.*s", (int)path - 1, address->sun_path + 1);
	else
		text_addf(out, "unix:%.*s", (int)path, address->sun_path);
}

char *
activation_describe(int socket)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
		struct sockaddr_un local;
		struct sockaddr_storage room;
	} address = { 0 };
	socklen_t length = sizeof address;
	char host[INET6_ADDRSTRLEN] = "";
	struct text text = { 0 };

	if (getsockname(socket, &address.any, &length) != 0) {
		text_addf(&text, "socket %d", socket);
	} else if (address.any.sa_family == AF_UNIX) {
		describe_unix(&address.local, length, &text);
	} else if (address.any.sa_family == AF_INET6) {
		inet_ntop(AF_INET6, &address.v6.sin6_addr, host, sizeof host);
		text_addf(&text, "[%s]:%u", host, ntohs(address.v6.sin6_port));
	} else {
		inet_ntop(AF_INET, &address.v4.sin_addr, host, sizeof host);
		text_addf(&text, "%s:%u", host, ntohs(address.v4.sin_port));
	}
	return text_take(&text);
}
