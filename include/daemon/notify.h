/* Telling systemd how we are (sd_notify), and its watchdog. The protocol is a datagram of lines, and
 * systemd's own documentation advises to speak it without its library. */
#ifndef DAEMON_NOTIFY_H
#define DAEMON_NOTIFY_H

#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

/* Zero-initialised is valid: nobody listens, and every message goes nowhere. */
struct notify {
	struct sockaddr_un address;
	socklen_t address_length; /* 0: nobody listens */
	int socket;
	int64_t watchdog_us; /* within this time a NOTIFY_WATCHDOG is expected; 0: none is */
};

/* Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, and takes them out of the environment: what
 * we start does not speak for us. A value that makes no sense is as good as none. */
void notify_open(struct notify *notify);
void notify_close(struct notify *notify);

/* READY=1, or the end of a reload; with a status line for `systemctl status`. These three wait for up
 * to a second until systemd has room for them. */
void notify_ready(const struct notify *notify, const char *status);

/* RELOADING=1 with MONOTONIC_USEC: notify_ready() follows. */
void notify_reloading(const struct notify *notify);

/* STOPPING=1 */
void notify_stopping(const struct notify *notify);

/* STATUS=... alone, and WATCHDOG=1. Never wait: a lost one is followed by another. */
void notify_status(const struct notify *notify, const char *status);
void notify_watchdog(const struct notify *notify);

#endif
