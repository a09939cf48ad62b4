/* What a webhook may be told to do, looked at before it does it. */
#include "out/hook.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#define URL_MOST    2048
#define HEADER_MOST 4096

static bool
begins_with(const char *url, const char *scheme)
{
	size_t length = strlen(scheme);

	/* libcurl would also take one slash, or three. */
	return strncasecmp(url, scheme, length) == 0 && url[length] != '/';
}

/* What libcurl understands is what libcurl will do. */
static bool
parse(CURLU *parsed, const char *url, struct err *err)
{
	CURLUcode code = curl_url_set(parsed, CURLUPART_URL, url, CURLU_DISALLOW_USER);
	char *port = NULL;
	bool ok;

	if (code == CURLUE_USER_NOT_ALLOWED)
		return err_set(err, ERR_CONFIG,
		               "the URL holds user information: use a header instead");
	if (code == CURLUE_NO_HOST)
		return err_set(err, ERR_CONFIG, "the URL has no host");
	if (code != CURLUE_OK)
		return err_set(err, ERR_CONFIG, "the URL is wrong: %s", curl_url_strerror(code));
	ok = curl_url_get(parsed, CURLUPART_PORT, &port, 0) != CURLUE_OK || strcmp(port, "0") != 0;
	curl_free(port);
	return ok || err_set(err, ERR_CONFIG, "the URL's port is 0");
}

bool
hook_web_valid(const char *url, struct err *err)
{
	CURLU *parsed;
	bool ok;

	if (strlen(url) > URL_MOST)
		return err_set(err, ERR_CONFIG, "the URL has more than %d bytes", URL_MOST);
	for (const char *at = url; *at != '\0'; at++) {
		if ((unsigned char)*at <= 0x20 || *at == 0x7f || *at == '\\')
			return err_set(err, ERR_CONFIG,
			               "the URL holds a blank, a control character or a backslash");
	}
	if (!begins_with(url, "http://") && !begins_with(url, "https://"))
		return err_set(err, ERR_CONFIG,
		               "the URL begins neither with http:// nor with https://");
	parsed = curl_url();
	if (parsed == NULL)
		return err_set(err, ERR_CONFIG, "the URL cannot be read: out of memory");
	ok = parse(parsed, url, err);
	curl_url_cleanup(parsed);
	return ok;
}

static bool
is_ours(const char *name, size_t length)
{
	static const char *const ours[] = {
		"connection",
		"content-encoding",
		"content-length",
		"content-type",
		"expect",
		"host",
		"te",
		"trailer",
		"transfer-encoding",
		"upgrade",
		"webhook-id",
		"webhook-signature",
		"webhook-timestamp",
	};

	for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
		if (strlen(ours[i]) == length && strncasecmp(name, ours[i], length) == 0)
			return true;
	}
	return false;
}

bool
hook_header_valid(const char *header, struct err *err)
{
	static const char token[] = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t name = strspn(header, token);
	const char *value = header + name + 1;

	if (strlen(header) > HEADER_MOST)
		return err_set(err, ERR_CONFIG, "a header has more than %d bytes", HEADER_MOST);
	if (name == 0 || header[name] != ':')
		return err_set(err, ERR_CONFIG, "a header is \"Name: value\"");
	if (value[strspn(value, " \t")] == '\0')
		return err_set(err, ERR_CONFIG, "the header %.*s has no value", (int)name, header);
	for (const char *at = value; *at != '\0'; at++) {
		if ((*at < 0x20 && *at != '\t') || *at >= 0x7f)
			return err_set(err, ERR_CONFIG,
			               "the header %.*s holds something else than visible ASCII",
			               (int)name, header);
	}
	if (is_ours(header, name))
		return err_set(err, ERR_CONFIG, "the header %.*s is not for the configuration",
		               (int)name, header);
	return true;
}
