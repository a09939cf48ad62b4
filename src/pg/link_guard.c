/* Keeps a password from being sent as it is where others can read it: the server may ask for that,
 * and libpq 15 then does it. So the server's request is looked at before libpq sees it. */
#include "link_priv.h"

#include "conninfo_priv.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* AuthenticationXxx messages: 'R', length, code. */
#define CODE_OK         0
#define CODE_CLEARTEXT  3
#define CODE_SASL_FINAL 12

enum guard
link_guard_message(const unsigned char *head, size_t length, size_t waiting, struct err *err)
{
	uint32_t said, code;

	/* No message of a login is shorter. */
	if (length < GUARD_HEAD_BYTES)
		return length == 0 ? GUARD_PASS : GUARD_WAIT;
	if (head[0] != 'R')
		return GUARD_PASS;
	memcpy(&said, head + 1, sizeof said);
	memcpy(&code, head + 5, sizeof code);
	said = ntohl(said);
	code = ntohl(code);
	if (code == CODE_CLEARTEXT) {
		err_set(err, ERR_AUTH,
		        "the server asks for the password as it is, and the connection "
		        "has no TLS: not sent");
		return GUARD_REFUSE;
	}
	/* A request waits for its answer. What comes right behind it would not be looked at. */
	if (code != CODE_OK && code != CODE_SASL_FINAL && waiting > (size_t)said + 1) {
		err_set(err, ERR_PROTOCOL, "the server goes on before its request is answered");
		return GUARD_REFUSE;
	}
	return GUARD_PASS;
}

enum guard
link_guard(struct link *link)
{
	const struct conninfo_host peer = { "", PQhostaddr(link->conn), "" };
	unsigned char head[GUARD_HEAD_BYTES];
	int waiting = 0;
	ssize_t length;

	if (PQstatus(link->conn) != CONNECTION_AWAITING_RESPONSE || PQsslInUse(link->conn) ||
	    PQgssEncInUse(link->conn) || conninfo_is_loopback(&peer))
		return GUARD_PASS;
	length = recv(PQsocket(link->conn), head, sizeof head, MSG_PEEK | MSG_DONTWAIT);
	if (length < 0 || ioctl(PQsocket(link->conn), FIONREAD, &waiting) != 0)
		return GUARD_PASS;
	return link_guard_message(head, (size_t)length, (size_t)waiting, &link->failure);
}
