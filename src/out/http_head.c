/* http_scan() has seen to it that lines end in CRLF, that no control byte but a tab in a field is
 * among them, and that the last line is empty; the rest is done here, line by line. */
#include "out/http_head_priv.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#define LENGTH_DIGITS_MAX 18 /* always fit into a size_t */

/* While a head is taken apart. */
struct head_reader {
	char *bytes;
	struct http_head *head;
	bool http_1_0;
	unsigned hosts;
	bool lengths;
	bool none_matches;
	bool says_close;
	bool says_keep_alive;
};

static int
refuse(struct head_reader *reader, int status, const char *problem)
{
	reader->head->problem = problem;
	return status;
}

static bool
is_token(const char *bytes, size_t length)
{
	static const char others[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < length; i++) {
		char c = bytes[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && !(c >= '0' && c <= '9') && (c == '\0' || strchr(others, c) == NULL))
			return false;
	}
	return length > 0;
}

static enum method
method_of(const char *word)
{
	if (strcmp(word, "GET") == 0)
		return METHOD_GET;
	if (strcmp(word, "HEAD") == 0)
		return METHOD_HEAD;
	if (strcmp(word, "POST") == 0)
		return METHOD_POST;
	return strcmp(word, "DELETE") == 0 ? METHOD_DELETE : METHOD_OTHER;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int
read_version(struct head_reader *reader, const char *version)
{
	if (strncmp(version, "HTTP/", 5) != 0 || !is_digit(version[5]) || version[6] != '.' ||
	    !is_digit(version[7]) || version[8] != '\0')
		return refuse(reader, 400, "the request line does not end in an HTTP version");
	reader->http_1_0 = strcmp(version, "HTTP/1.0") == 0;
	if (!reader->http_1_0 && strcmp(version, "HTTP/1.1") != 0)
		return refuse(reader, 505, "HTTP/1.1 and HTTP/1.0 are spoken here");
	return 200;
}

/* "GET /health HTTP/1.1": three words, one space between each. */
static int
read_request_line(struct head_reader *reader, char *line)
{
	char *target = strchr(line, ' ');
	char *version = target == NULL ? NULL : strchr(target + 1, ' ');

	if (version == NULL || version == target + 1)
		return refuse(reader, 400, "the request line is not METHOD TARGET VERSION");
	*target++ = '\0';
	*version++ = '\0';
	if (!is_token(line, strlen(line)))
		return refuse(reader, 400, "the method is not a word");
	reader->head->method = method_of(line);
	reader->head->target = (size_t)(target - reader->bytes);
	return read_version(reader, version);
}

static int
take_host(struct head_reader *reader, char *value)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-._~%!$&'()*+,;=:[]";

	if (reader->hosts++ > 0)
		return refuse(reader, 400, "Host stands twice");
	if (value[strspn(value, allowed)] != '\0')
		return refuse(reader, 400, "Host is not a host name");
	return 200;
}

static int
take_length(struct head_reader *reader, char *value)
{
	size_t digits = 0, length = 0;

	if (reader->lengths)
		return refuse(reader, 400, "Content-Length stands twice");
	reader->lengths = true;
	while (is_digit(value[digits])) {
		if (digits < LENGTH_DIGITS_MAX)
			length = length * 10 + (size_t)(value[digits] - '0');
		digits++;
	}
	if (digits == 0 || value[digits] != '\0')
		return refuse(reader, 400, "Content-Length is not a number");
	reader->head->body_length = digits > LENGTH_DIGITS_MAX ? SIZE_MAX : length;
	return 200;
}

static int
take_encoding(struct head_reader *reader, char *value)
{
	(void)value;
	return refuse(reader, 400, "Transfer-Encoding is not spoken here: give the Content-Length");
}

/* A list of words; those that are not known here say nothing to us. */
static int
take_connection(struct head_reader *reader, char *value)
{
	static const char separators[] = ", \t";

	while (*(value += strspn(value, separators)) != '\0') {
		size_t length = strcspn(value, separators);

		if (length == 5 && strncasecmp(value, "close", length) == 0)
			reader->says_close = true;
		if (length == 10 && strncasecmp(value, "keep-alive", length) == 0)
			reader->says_keep_alive = true;
		value += length;
	}
	return 200;
}

static int
take_expect(struct head_reader *reader, char *value)
{
	if (strcasecmp(value, "100-continue") != 0)
		return refuse(reader, 417, "only 100-continue can be expected");
	reader->head->expects_continue = true;
	return 200;
}

static int
take_none_match(struct head_reader *reader, char *value)
{
	reader->head->if_none_match = reader->none_matches ? 0 : (size_t)(value - reader->bytes);
	reader->none_matches = true;
	return 200;
}

static int
take_authorization(struct head_reader *reader, char *value)
{
	if (reader->head->authorization != 0)
		return refuse(reader, 400, "Authorization stands twice");
	reader->head->authorization = (size_t)(value - reader->bytes);
	return 200;
}

static int
take_accept(struct head_reader *reader, char *value)
{
	if (reader->head->accept == 0)
		reader->head->accept = (size_t)(value - reader->bytes);
	return 200;
}

static int
take_content_type(struct head_reader *reader, char *value)
{
	if (reader->head->content_type != 0)
		return refuse(reader, 400, "Content-Type stands twice");
	reader->head->content_type = (size_t)(value - reader->bytes);
	return 200;
}

static int
take_last_event_id(struct head_reader *reader, char *value)
{
	if (reader->head->last_event_id != 0)
		return refuse(reader, 400, "Last-Event-ID stands twice");
	reader->head->last_event_id = (size_t)(value - reader->bytes);
	return 200;
}

static const struct field {
	const char *name;
	size_t length;
	int (*take)(struct head_reader *reader, char *value); /* 200, or the refusal */
} fields[] = {
#define FIELD(name, take)                    \
	{                                    \
		name, sizeof(name) - 1, take \
	}
	FIELD("Host", take_host),
	FIELD("Content-Length", take_length),
	FIELD("Transfer-Encoding", take_encoding),
	FIELD("Connection", take_connection),
	FIELD("Expect", take_expect),
	FIELD("If-None-Match", take_none_match),
	FIELD("Authorization", take_authorization),
	FIELD("Accept", take_accept),
	FIELD("Content-Type", take_content_type),
	FIELD("Last-Event-ID", take_last_event_id),
};

/* "Name: value"; the line is terminated at `end`. */
static int
read_field(struct head_reader *reader, char *line, char *end)
{
	char *colon = memchr(line, ':', (size_t)(end - line));
	char *value;

	/* A leading space (a folded line) or one before the colon is in no token either. */
	if (colon == NULL || !is_token(line, (size_t)(colon - line)))
		return refuse(reader, 400, "a header line is not NAME: VALUE");
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		if (fields[i].length != (size_t)(colon - line) ||
		    strncasecmp(fields[i].name, line, fields[i].length) != 0)
			continue;
		value = colon + 1 + strspn(colon + 1, " \t");
		while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
			*--end = '\0';
		return fields[i].take(reader, value);
	}
	return 200;
}

/* What can be said only when all lines have been seen. */
static int
conclude(struct head_reader *reader)
{
	struct http_head *head = reader->head;

	if (reader->hosts == 0 && !reader->http_1_0)
		return refuse(reader, 400, "Host is missing");
	if (head->body_length > 0 && (head->method == METHOD_GET || head->method == METHOD_HEAD))
		return refuse(reader, 400, "GET and HEAD have no body");
	head->keep_alive = !reader->says_close && (!reader->http_1_0 || reader->says_keep_alive);
	head->expects_continue = head->expects_continue && !reader->http_1_0;
	return 200;
}

int
http_head_parse(char *bytes, size_t length, struct http_head *ret_head)
{
	struct head_reader reader = { .bytes = bytes, .head = ret_head };
	char *end = bytes + length;
	char *line = bytes;
	bool first = true;

	*ret_head = (struct http_head){ 0 };
	if (length >= 2 && line[0] == '\r')
		line += 2; /* the empty line that http_scan() forgives */
	while (line < end && line[0] != '\r') {
		char *next = memchr(line, '\r', (size_t)(end - line));
		int status;

		if (next == NULL)
			break; /* cannot be: http_scan() has passed it */
		*next = '\0';
		status = first ? read_request_line(&reader, line) : read_field(&reader, line, next);
		if (status != 200)
			return status;
		first = false;
		line = next + 2;
	}
	return first ? refuse(&reader, 400, "there is no request line") : conclude(&reader);
}
