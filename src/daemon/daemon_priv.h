/* What the files of the daemon share. */
#ifndef DAEMON_DAEMON_PRIV_H
#define DAEMON_DAEMON_PRIV_H

#include "base/text.h"
#include "daemon/config.h"
#include "daemon/meter_priv.h"
#include "daemon/notify.h"
#include "daemon/signal.h"
#include "daemon/teller_priv.h"
#include "out/http.h"
#include "watch/watch.h"

#include <sys/types.h>

/* A unix socket that we made, to be taken away again if it is still ours. */
struct socket_file {
	char *path;
	dev_t device;
	ino_t inode;
};

struct daemon {
	struct config *config;  /* the running one; its targets have moved to the watch */
	struct config *started; /* the first one: what cannot be reloaded is in force from it */
	struct event_base *base;
	struct board *board;
	struct watch *watch;
	struct http *http;
	struct meter meter;
	struct teller teller;
	struct notify notify;
	struct signals signals;
	struct event *watchdog; /* NULL: systemd does not watch */
	struct event *deadline; /* of the way out */
	struct socket_file *socket_files;
	size_t socket_file_count;
	size_t listener_count;
	struct text addresses; /* where we listen: "127.0.0.1:8432, unix:/run/x.sock" */
	struct text status;    /* the line that systemd was last told */
	struct text complaint; /* why the last reload failed; empty where it did not */
	bool stopping;
	unsigned stopping_parts; /* how many of them have not ended yet */
};

/* listen.c: opens all addresses of the configuration, or takes what systemd hands over. Errors:
 * ERR_IO, the first that cannot be had. */
bool daemon_listen(struct daemon *daemon, struct err *err);
void daemon_unlisten(struct daemon *daemon);

/* keeping.c: what the watch remembers, and whom it tells of creating. */
void daemon_keep(struct daemon *daemon);

/* reload.c: the handler of SIGHUP. */
void daemon_reload_cb(void *arg);

/* Puts the reloadable part of daemon->config into force, and says what it warns of. */
void daemon_apply(struct daemon *daemon);

/* Writes daemon->status anew: the complaint, and how the targets are. Whether it is another one. */
bool daemon_update_status(struct daemon *daemon);

#endif
