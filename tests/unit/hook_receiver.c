#include "hook_receiver.h"

#include "base/arena.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define DRIP_US 20000

/* One connection, plain or not. */
struct line {
	int fd;
	SSL *tls;
};

static bool
say(struct line *line, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t said = line->tls != NULL ? SSL_write(line->tls, bytes, (int)length)
		                                 : send(line->fd, bytes, length, MSG_NOSIGNAL);

		if (said <= 0)
			return false;
		bytes += said;
		length -= (size_t)said;
	}
	return true;
}

static bool
hear(struct line *line, struct text *heard)
{
	char bytes[4096];
	ssize_t got = line->tls != NULL ? SSL_read(line->tls, bytes, sizeof bytes)
	                                : recv(line->fd, bytes, sizeof bytes, 0);

	if (got > 0)
		text_addn(heard, bytes, (size_t)got);
	return got > 0;
}

/* Header and body, by Content-Length. */
static bool
hear_request(struct line *line, struct text *heard)
{
	const char *end, *length;

	while ((end = strstr(text_str(heard), "\r\n\r\n")) == NULL) {
		if (!hear(line, heard))
			return false;
	}
	length = strcasestr(heard->bytes, "\r\nContent-Length:");
	if (length == NULL)
		return false;
	size_t whole = (size_t)(end - heard->bytes) + 4 + strtoul(length + 17, NULL, 10);
	while (heard->length < whole) {
		if (!hear(line, heard))
			return false;
	}
	return true;
}

static void
treat(struct line *line, const struct receiver_step *step, const struct text *heard)
{
	struct text answer = { 0 };
	char flood[4096];

	memset(flood, 'x', sizeof flood);
	switch (step->way) {
	case RECEIVER_ANSWERS:
		say(line, step->text, strlen(step->text));
		break;
	case RECEIVER_ECHOES:
		text_addf(&answer, "HTTP/1.1 400 No\r\nContent-Length: %zu\r\n\r\n%s",
		          heard->length, text_str(heard));
		say(line, answer.bytes, answer.length);
		break;
	case RECEIVER_DRIPS:
		if (!say(line, step->text, strlen(step->text)))
			break;
		while (say(line, "x", 1))
			usleep(DRIP_US);
		break;
	case RECEIVER_FLOODS:
		if (!say(line, step->text, strlen(step->text)))
			break;
		while (say(line, flood, sizeof flood))
			continue;
		break;
	case RECEIVER_FLOODS_HEADER:
		memcpy(flood, "X: ", 3);
		memcpy(flood + sizeof flood - 2, "\r\n", 2);
		if (!say(line, "HTTP/1.1 200 OK\r\n", 17))
			break;
		while (say(line, flood, sizeof flood))
			continue;
		break;
	case RECEIVER_SILENT:
		while (hear(line, &answer))
			text_clear(&answer);
		break;
	case RECEIVER_HANGS_UP:
		break;
	}
	text_done(&answer);
}

static void
note(const char *directory, unsigned number, const struct text *heard)
{
	char path[256], ready[256];
	FILE *file;

	snprintf(path, sizeof path, "%s/new", directory);
	snprintf(ready, sizeof ready, "%s/request-%u", directory, number);
	file = fopen(path, "we");
	if (file == NULL || fputs(text_str(heard), file) < 0 || fclose(file) != 0 ||
	    rename(path, ready) != 0)
		_exit(1);
}

static _Noreturn void
serve(const struct receiver *receiver, int listener, const struct receiver_step *steps,
      size_t count, SSL_CTX *context)
{
	static const struct receiver_step hangs_up = { RECEIVER_HANGS_UP, NULL };

	for (unsigned number = 0;; number++) {
		const struct receiver_step
			*step = &steps[number < count ? number : (unsigned)count - 1];
		struct line line = { .fd = accept(listener, NULL, NULL) };
		struct text heard = { 0 };

		if (line.fd < 0)
			_exit(1);
		if (context != NULL) {
			line.tls = SSL_new(context);
			SSL_set_fd(line.tls, line.fd);
			if (SSL_accept(line.tls) != 1)
				step = &hangs_up;
		}
		if (step->way != RECEIVER_HANGS_UP && hear_request(&line, &heard)) {
			note(receiver->directory, number, &heard);
			treat(&line, step, &heard);
		}
		if (line.tls != NULL) {
			SSL_shutdown(line.tls);
			SSL_free(line.tls);
		}
		/* Not closed with something unread: that would be a reset. */
		shutdown(line.fd, SHUT_WR);
		close(line.fd);
		text_done(&heard);
	}
}

static int
open_listener(int *ret_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, length), 0);
	assert_int_equal(listen(fd, 16), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
	*ret_port = ntohs(address.sin_port);
	return fd;
}

struct receiver
receiver_start(const struct ground *ground, const struct receiver_step *steps, size_t count,
               const char *certificate)
{
	struct receiver receiver = { .directory = mem_strdup(ground->directory) };
	int listener = open_listener(&receiver.port);
	SSL_CTX *context = NULL;

	if (certificate != NULL) {
		context = SSL_CTX_new(TLS_server_method());
		assert_int_equal(
			SSL_CTX_use_certificate_file(context, certificate, SSL_FILETYPE_PEM), 1);
		assert_int_equal(
			SSL_CTX_use_PrivateKey_file(context, certificate, SSL_FILETYPE_PEM), 1);
	}
	receiver.pid = fork();
	assert_true(receiver.pid >= 0);
	if (receiver.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(0);
		serve(&receiver, listener, steps, count, context);
	}
	SSL_CTX_free(context);
	close(listener);
	return receiver;
}

void
receiver_stop(struct receiver *receiver)
{
	kill(receiver->pid, SIGKILL);
	waitpid(receiver->pid, NULL, 0);
	free(receiver->directory);
}

char *
receiver_request(const struct receiver *receiver, unsigned number)
{
	char path[256];

	snprintf(path, sizeof path, "%s/request-%u", receiver->directory, number);
	return ground_read(path);
}

char *
receiver_certificate(const struct ground *ground, const char *alternative_name)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name,
	                                                alternative_name);
	char *path = ground_path(ground, alternative_name);
	FILE *file = fopen(path, "we");

	assert_non_null(key);
	assert_non_null(extension);
	assert_non_null(file);
	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"receiver", -1,
	                           -1, 0);
	X509_set_issuer_name(certificate, name);
	X509_set_pubkey(certificate, key);
	X509_add_ext(certificate, extension, -1);
	assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
	assert_int_equal(PEM_write_X509(file, certificate), 1);
	assert_int_equal(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
	assert_int_equal(fclose(file), 0);
	X509_EXTENSION_free(extension);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return path;
}
