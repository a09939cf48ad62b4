#include "resolve_priv.h"

#include "base/arena.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* One name. Written by its thread, then `done` is set; from then on only read. */
struct lookup {
	struct shared *shared;
	char *name;
	struct addrinfo *addresses;
	int error;
	atomic_bool done;
};

/* What the loop and the threads share. Freed by whoever leaves last: getaddrinfo() cannot be
 * interrupted, so a thread may outlive the request by as long as the resolver waits. */
struct shared {
	atomic_size_t references;
	int wake_fd; /* an eventfd */
	size_t count;
	struct lookup lookups[];
};

struct resolve {
	struct shared *shared;
	struct event *wake;
	resolve_cb *changed;
	void *arg;
};

static void
leave(struct shared *shared)
{
	if (atomic_fetch_sub(&shared->references, 1) != 1)
		return;
	for (size_t i = 0; i < shared->count; i++) {
		if (shared->lookups[i].addresses != NULL)
			freeaddrinfo(shared->lookups[i].addresses);
		free(shared->lookups[i].name);
	}
	close(shared->wake_fd);
	free(shared);
}

static void *
look_up(void *arg)
{
	struct lookup *lookup = arg;
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	uint64_t one = 1;
	ssize_t written;

	lookup->error = getaddrinfo(lookup->name, NULL, &hints, &lookup->addresses);
	if (lookup->error != 0)
		lookup->addresses = NULL;
	atomic_store(&lookup->done, true);
	/* It can only fail where the counter is full, and then the loop is about to wake. */
	written = write(lookup->shared->wake_fd, &one, sizeof one);
	(void)written;
	leave(lookup->shared);
	return NULL;
}

static void
wake_cb(evutil_socket_t fd, short what, void *arg)
{
	struct resolve *resolve = arg;
	uint64_t count;

	(void)what;
	if (read(fd, &count, sizeof count) == sizeof count)
		resolve->changed(resolve->arg);
}

/* Signals are for the thread of the loop. */
static bool
start_thread(struct lookup *lookup)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all, before;
	bool started;

	if (pthread_attr_init(&attributes) != 0)
		return false;
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	atomic_fetch_add(&lookup->shared->references, 1);
	started = pthread_create(&thread, &attributes, look_up, lookup) == 0;
	if (!started)
		atomic_fetch_sub(&lookup->shared->references, 1);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return started;
}

static struct shared *
shared_new(const char *const *names, size_t count)
{
	int wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	struct shared *shared;

	if (wake_fd < 0)
		return NULL;
	shared = mem_alloc(sizeof *shared + count * sizeof *shared->lookups);
	shared->wake_fd = wake_fd;
	shared->count = count;
	atomic_init(&shared->references, 1);
	for (size_t i = 0; i < count; i++) {
		shared->lookups[i].shared = shared;
		shared->lookups[i].name = mem_strdup(names[i]);
		atomic_init(&shared->lookups[i].done, false);
	}
	return shared;
}

struct resolve *
resolve_start(struct event_base *base, const char *const *names, size_t count, resolve_cb *changed,
              void *arg)
{
	struct shared *shared = shared_new(names, count);
	struct resolve *resolve;
	size_t started = 0;

	if (shared == NULL)
		return NULL;
	while (started < count && start_thread(&shared->lookups[started]))
		started++;
	if (started < count) {
		leave(shared);
		return NULL;
	}
	resolve = mem_alloc(sizeof *resolve);
	resolve->shared = shared;
	resolve->changed = changed;
	resolve->arg = arg;
	resolve->wake = event_new(base, shared->wake_fd, EV_READ | EV_PERSIST, wake_cb, resolve);
	event_add(resolve->wake, NULL);
	return resolve;
}

void
resolve_cancel(struct resolve *resolve)
{
	if (resolve == NULL)
		return;
	event_free(resolve->wake);
	leave(resolve->shared);
	free(resolve);
}

bool
resolve_result(const struct resolve *resolve, size_t i, const struct addrinfo **ret_addresses,
               int *ret_error)
{
	const struct lookup *lookup = &resolve->shared->lookups[i];

	if (!atomic_load(&lookup->done))
		return false;
	*ret_addresses = lookup->addresses;
	*ret_error = lookup->error;
	return true;
}

bool
resolve_is_done(const struct resolve *resolve)
{
	for (size_t i = 0; i < resolve->shared->count; i++) {
		if (!atomic_load(&resolve->shared->lookups[i].done))
			return false;
	}
	return true;
}
