#include "daemon/notify.h"

#include "base/clock.h"
#include "base/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define SEND_SECONDS 1

/* A path, or with '@' in front a name of Linux's abstract sockets (sd_notify(3)). */
static bool
read_address(const char *name, struct sockaddr_un *ret_address, socklen_t *ret_length)
{
	size_t length = strlen(name);
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if ((name[0] != '/' && name[0] != '@') || length < 2 || length >= sizeof address.sun_path)
		return false;
	memcpy(address.sun_path, name, length);
	if (name[0] == '@')
		address.sun_path[0] = '\0';
	*ret_address = address;
	*ret_length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
	return true;
}

/* The whole text as a number that is not 0; else 0. */
static int64_t
read_number(const char *text)
{
	char *end;
	long long number;

	if (text == NULL || *text < '0' || *text > '9')
		return 0;
	errno = 0;
	number = strtoll(text, &end, 10);
	return errno == 0 && *end == '\0' ? number : 0;
}

/* WATCHDOG_PID names the process that is watched; without it that is us. */
static int64_t
read_watchdog(void)
{
	const char *pid = getenv("WATCHDOG_PID");

	if (pid != NULL && read_number(pid) != getpid())
		return 0;
	return read_number(getenv("WATCHDOG_USEC"));
}

void
notify_open(struct notify *notify)
{
	const char *name = getenv("NOTIFY_SOCKET");
	struct timeval patience = { .tv_sec = SEND_SECONDS };

	memset(notify, 0, sizeof *notify);
	if (name != NULL && read_address(name, &notify->address, &notify->address_length)) {
		notify->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		if (notify->socket >= 0)
			setsockopt(notify->socket, SOL_SOCKET, SO_SNDTIMEO, &patience,
			           sizeof patience);
		else
			notify->address_length = 0;
	}
	if (notify->address_length > 0)
		notify->watchdog_us = read_watchdog();
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
}

void
notify_close(struct notify *notify)
{
	if (notify->address_length > 0)
		close(notify->socket);
	memset(notify, 0, sizeof *notify);
}

/* A message that cannot be delivered is nothing that this program could mend. */
static void
send_message(const struct notify *notify, const char *message, int flags)
{
	ssize_t sent;

	if (notify->address_length == 0)
		return;
	do
		sent = sendto(notify->socket, message, strlen(message), flags | MSG_NOSIGNAL,
		              (const struct sockaddr *)&notify->address, notify->address_length);
	while (sent < 0 && errno == EINTR);
}

/* A status is one line: a newline would begin another assignment. */
static void
add_status(struct text *message, const char *status)
{
	text_add(message, "STATUS=");
	for (const char *at = status; *at != '\0'; at++)
		text_addc(message, *at == '\n' ? ' ' : *at);
	text_add(message, "\n");
}

void
notify_ready(const struct notify *notify, const char *status)
{
	struct text message = { 0 };

	text_add(&message, "READY=1\n");
	add_status(&message, status);
	send_message(notify, text_str(&message), 0);
	text_done(&message);
}

void
notify_reloading(const struct notify *notify)
{
	struct text message = { 0 };

	text_addf(&message, "RELOADING=1\nMONOTONIC_USEC=%" PRId64 "\nSTATUS=reloading\n",
	          clock_us());
	send_message(notify, text_str(&message), 0);
	text_done(&message);
}

void
notify_stopping(const struct notify *notify)
{
	send_message(notify, "STOPPING=1\nSTATUS=stopping\n", 0);
}

void
notify_status(const struct notify *notify, const char *status)
{
	struct text message = { 0 };

	add_status(&message, status);
	send_message(notify, text_str(&message), MSG_DONTWAIT);
	text_done(&message);
}

void
notify_watchdog(const struct notify *notify)
{
	send_message(notify, "WATCHDOG=1\n", MSG_DONTWAIT);
}
