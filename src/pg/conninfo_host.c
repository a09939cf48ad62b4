/* The lists in a connection string: which hosts it names, and whether they are this machine. */
#include "conninfo_priv.h"

#include <arpa/inet.h>
#include <string.h>

static size_t
list_count(const char *list)
{
	size_t count = 1;

	for (; *list != '\0'; list++)
		count += *list == ',';
	return count;
}

/* The entry at *rest, which moves behind it. */
static const char *
list_next(struct arena *arena, const char **rest)
{
	size_t length = strcspn(*rest, ",");
	const char *entry = arena_strndup(arena, *rest, length);

	*rest += length + ((*rest)[length] == ',');
	return entry;
}

static bool
port_valid(const char *port)
{
	long number = 0;

	if (strlen(port) > 5 || port[strspn(port, "0123456789")] != '\0')
		return false;
	for (const char *digit = port; *digit != '\0'; digit++)
		number = number * 10 + (*digit - '0');
	return port[0] == '\0' || (number >= 1 && number <= 65535);
}

/* libpq counts the hosts by hostaddr where it stands, and wants the same number of the other lists;
 * one port serves for all. */
bool
conninfo_split_hosts(struct conninfo *conninfo, struct err *err)
{
	const char *host = conninfo_get(conninfo, "host");
	const char *hostaddr = conninfo_get(conninfo, "hostaddr");
	const char *port = conninfo_get(conninfo, "port");
	size_t count = list_count(hostaddr != NULL ? hostaddr : host != NULL ? host : "");
	bool one_port = port == NULL || list_count(port) == 1;

	if (count > CONNINFO_HOSTS)
		return err_set(err, ERR_CONFIG, "connection string: more than %d hosts",
		               CONNINFO_HOSTS);
	if (host != NULL && list_count(host) != count)
		return err_set(err, ERR_CONFIG,
		               "connection string: host has %zu entries, hostaddr %zu",
		               list_count(host), count);
	if (!one_port && list_count(port) != count)
		return err_set(err, ERR_CONFIG,
		               "connection string: port has %zu entries for %zu hosts",
		               list_count(port), count);
	for (size_t i = 0; i < count; i++) {
		struct conninfo_host *entry = &conninfo->host[i];

		entry->host = host == NULL ? "" : list_next(&conninfo->arena, &host);
		entry->hostaddr = hostaddr == NULL ? "" : list_next(&conninfo->arena, &hostaddr);
		entry->port = port == NULL ? ""
		              : one_port   ? port
		                           : list_next(&conninfo->arena, &port);
		if (!port_valid(entry->port))
			return err_set(err, ERR_CONFIG,
			               "connection string: a port is a number from 1 to 65535");
	}
	conninfo->host_count = count;
	return true;
}

bool
conninfo_is_socket(const struct conninfo_host *host)
{
	return host->hostaddr[0] == '\0' &&
	       (host->host[0] == '\0' || host->host[0] == '/' || host->host[0] == '@');
}

bool
conninfo_is_loopback(const struct conninfo_host *host)
{
	const char *address = host->hostaddr[0] != '\0' ? host->hostaddr : host->host;
	struct in_addr four;
	struct in6_addr six;

	if (conninfo_is_socket(host) || strcmp(address, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, address, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	if (inet_pton(AF_INET6, address, &six) != 1)
		return false;
	return IN6_IS_ADDR_LOOPBACK(&six) || (IN6_IS_ADDR_V4MAPPED(&six) && six.s6_addr[12] == 127);
}

bool
conninfo_plaintext_risk(const struct conninfo *conninfo)
{
	const char *sslmode = conninfo_get(conninfo, "sslmode");

	if (sslmode != NULL &&
	    (strcmp(sslmode, "require") == 0 || strncmp(sslmode, "verify-", 7) == 0))
		return false;
	for (size_t i = 0; i < conninfo->host_count; i++) {
		if (!conninfo_is_loopback(&conninfo->host[i]))
			return true;
	}
	return false;
}
