/* Names of statuses (RFC 9110): a table, and what it says of the rest. */
#include "out/http_priv.h"

static const struct status_row {
	int status;
	const char *text;
	const char *reason;
} rows[HTTP_STATUSES] = {
	{ 200, "200", "OK" },
	{ 201, "201", "Created" },
	{ 202, "202", "Accepted" },
	{ 204, "204", "No Content" },
	{ 304, "304", "Not Modified" },
	{ 400, "400", "Bad Request" },
	{ 401, "401", "Unauthorized" },
	{ 403, "403", "Forbidden" },
	{ 404, "404", "Not Found" },
	{ 405, "405", "Method Not Allowed" },
	{ 408, "408", "Request Timeout" },
	{ 409, "409", "Conflict" },
	{ 413, "413", "Content Too Large" },
	{ 414, "414", "URI Too Long" },
	{ 415, "415", "Unsupported Media Type" },
	{ 417, "417", "Expectation Failed" },
	{ 429, "429", "Too Many Requests" },
	{ 431, "431", "Request Header Fields Too Large" },
	{ 500, "500", "Internal Server Error" },
	{ 503, "503", "Service Unavailable" },
	{ 505, "505", "HTTP Version Not Supported" },
};

size_t
http_status_place(int status)
{
	size_t place = 0;

	while (place < HTTP_STATUSES && rows[place].status != status)
		place++;
	return place;
}

const char *
http_status_text(size_t place)
{
	return place < HTTP_STATUSES ? rows[place].text : "other";
}

const char *
http_reason(int status)
{
	size_t place = http_status_place(status);

	return place < HTTP_STATUSES ? rows[place].reason : "";
}
