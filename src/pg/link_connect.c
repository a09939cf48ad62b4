/* The way to a session: names to addresses, then libpq from host to host. A host that does not answer is
 * left out in time for the others: libpq itself would wait for it as long as the kernel does. */
#include "link_priv.h"

#include "base/clock.h"
#include "base/text.h"
#include "conninfo_priv.h"

#include <stdlib.h>
#include <string.h>

struct options {
	const char *keyword[CONNINFO_KEYWORDS + 8];
	const char *value[CONNINFO_KEYWORDS + 8];
	size_t count;
};

static void
add_option(struct options *options, const char *keyword, const char *value)
{
	options->keyword[options->count] = keyword;
	options->value[options->count++] = value;
}

/* Those that we set ourselves. */
static bool
is_ours(const char *keyword)
{
	static const char *const ours[] = { "host", "hostaddr", "port", "client_encoding",
		                            "fallback_application_name" };

	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
		if (strcmp(keyword, ours[i]) == 0)
			return true;
	}
	return false;
}

static void
add_item(struct text *list, size_t i, const char *item)
{
	if (i > 0)
		text_addc(list, ',');
	text_add(list, item);
}

static PGconn *
start_libpq(struct link *link)
{
	struct text host = { 0 }, hostaddr = { 0 }, port = { 0 };
	struct options options = { 0 };
	PGconn *conn;

	for (size_t i = 0; i < link->conninfo->count; i++) {
		if (!is_ours(link->conninfo->keyword[i]))
			add_option(&options, link->conninfo->keyword[i], link->conninfo->value[i]);
	}
	for (size_t i = 0; i < link->host_count; i++) {
		add_item(&host, i, link->hosts[i].host);
		add_item(&hostaddr, i, link->hosts[i].hostaddr);
		add_item(&port, i, link->hosts[i].port);
	}
	add_option(&options, "host", text_str(&host));
	add_option(&options, "hostaddr", text_str(&hostaddr));
	add_option(&options, "port", text_str(&port));
	add_option(&options, "client_encoding", "UTF8");
	add_option(&options, "fallback_application_name", link->application);
	conn = PQconnectStartParams(options.keyword, options.value, 0);
	text_done(&host);
	text_done(&hostaddr);
	text_done(&port);
	return conn;
}

/* Each host that is left has an equal share of the time that is left. */
static void
give_time(struct link *link)
{
	int64_t now_ms = clock_ms();
	int64_t left_ms = link->deadline_ms - now_ms;

	link->host_deadline_ms = now_ms + left_ms / (int64_t)(link->host_count - link->host_now);
	link_set_timer(link, link->host_deadline_ms);
}

static void
refused(struct link *link, bool tls)
{
	struct link_secrets secrets = link_secrets(link);

	link_error_login(PQerrorMessage(link->conn), tls, &secrets, &link->failure);
}

void
link_start(struct link *link)
{
	link->phase = LINK_CONNECTING;
	link->host_now = 0;
	link->conn = start_libpq(link);
	if (link->conn == NULL)
		abort(); /* out of memory */
	PQsetErrorVerbosity(link->conn, PQERRORS_VERBOSE);
	PQsetNoticeReceiver(link->conn, link_notice_cb, link);
	if (PQstatus(link->conn) == CONNECTION_BAD) {
		refused(link, false);
		link_fail_later(link);
		return;
	}
	give_time(link);
	link_wait(link, EV_WRITE, 0);
}

/* Where libpq has gone to, which it says by the address and the port. */
static void
follow(struct link *link)
{
	size_t before = link->host_now;

	for (size_t i = link->host_now; i < link->host_count; i++) {
		const struct link_host *host = &link->hosts[i];
		const char *hostaddr = PQhostaddr(link->conn);
		const char *port = PQport(link->conn);

		if ((host->hostaddr[0] == '\0' || strcmp(host->hostaddr, hostaddr) == 0) &&
		    (host->port[0] == '\0' || strcmp(host->port, port) == 0) &&
		    (host->host[0] == '\0' || strcmp(host->host, PQhost(link->conn)) == 0)) {
			link->host_now = i;
			break;
		}
	}
	if (link->host_now != before)
		give_time(link);
}

/* Without a deadline of its own for each host, one that is silent would cost the others their turn. */
static void
leave_host(struct link *link)
{
	PQfinish(link->conn);
	link->conn = NULL;
	link->host_count--;
	memmove(&link->hosts[link->host_now], &link->hosts[link->host_now + 1],
	        (link->host_count - link->host_now) * sizeof *link->hosts);
	link_start(link);
}

static void
timed_out(struct link *link)
{
	ConnStatusType status = link->conn == NULL ? CONNECTION_BAD : PQstatus(link->conn);
	const char *doing = status == CONNECTION_STARTED       ? "connecting"
	                    : status == CONNECTION_SSL_STARTUP ? "starting TLS"
	                                                       : "logging in";

	link->failure = (struct err){ 0 };
	if (link->phase == LINK_RESOLVING)
		err_set(&link->failure, ERR_TIMEOUT, "looking up a host name took too long");
	else
		err_set(&link->failure, ERR_TIMEOUT, "%s to host \"%s\" took too long", doing,
		        PQhost(link->conn));
	link_finish(link);
}

void
link_connect_timer(struct link *link)
{
	int64_t now_ms = clock_ms();

	if (now_ms >= link->deadline_ms) {
		timed_out(link);
	} else if (link->phase == LINK_RESOLVING) {
		if (!link_resolve_partly(link))
			link_set_timer(link, link->deadline_ms);
	} else if (now_ms < link->host_deadline_ms || link->host_count == 1) {
		link_set_timer(link, link->host_deadline_ms);
	} else {
		event_del(&link->wait);
		leave_host(link);
	}
}

static void
connected(struct link *link)
{
	PQsetnonblocking(link->conn, 1);
	PQsetErrorVerbosity(link->conn, PQERRORS_DEFAULT);
	link_finish(link);
}

void
link_poll(struct link *link)
{
	bool tls = PQstatus(link->conn) == CONNECTION_SSL_STARTUP;

	if (!link_count_bytes(link, LINK_LOGIN_BYTES)) {
		link_finish(link);
		return;
	}
	switch (link_guard(link)) {
	case GUARD_PASS:
		break;
	case GUARD_WAIT:
		link_wait(link, 0, GUARD_WAIT_MS);
		return;
	case GUARD_REFUSE:
		link_finish(link);
		return;
	}
	switch (PQconnectPoll(link->conn)) {
	case PGRES_POLLING_OK:
		connected(link);
		break;
	case PGRES_POLLING_READING:
		follow(link);
		link_wait(link, EV_READ, PQsslInUse(link->conn) ? LINK_TLS_GLANCE_MS : 0);
		break;
	case PGRES_POLLING_WRITING:
		follow(link);
		link_wait(link, EV_WRITE, 0);
		break;
	case PGRES_POLLING_FAILED:
	case PGRES_POLLING_ACTIVE:
		refused(link, tls);
		link_finish(link);
		break;
	}
}
