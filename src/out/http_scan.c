/* The search for the end of a head. It goes on where it stopped, so that a head that drips in byte
 * by byte costs no more than one that comes at once. */
#include "out/http_head_priv.h"

static int
refuse(struct http_scan *scan, int status, const char *problem)
{
	scan->problem = problem;
	return status;
}

static int
check_byte(struct http_scan *scan, unsigned char c)
{
	if (c == '\n')
		return refuse(scan, 400, "a line does not end in CR LF");
	if (c == 0x7f || (c < ' ' && (c != '\t' || !scan->begun)))
		return refuse(scan, 400, "the head holds a control byte");
	if (c >= 0x80 && !scan->begun)
		return refuse(scan, 400, "the request line holds a byte that is not ASCII");
	return 0;
}

/* The line from scan->line ends before scan->at; whether that was the last one. */
static bool
end_line(struct http_scan *scan, size_t length)
{
	bool last = length == 0 && scan->begun;

	/* One empty line before the request line is forgiven (RFC 9112, 2.2). A second one is a
	 * request line without words. */
	if (length > 0 || scan->line > 0)
		scan->begun = true;
	return last;
}

static int
too_long(struct http_scan *scan)
{
	return scan->begun ? refuse(scan, 431, "the head of the request is too long")
	                   : refuse(scan, 414, "the request line is too long");
}

int
http_scan(struct http_scan *scan, const char *bytes, size_t length, size_t limit)
{
	while (scan->at < length) {
		unsigned char c = (unsigned char)bytes[scan->at];
		size_t line_length = scan->at - scan->line;
		int status;

		if (scan->at >= limit)
			return too_long(scan);
		if (c != '\r') {
			status = check_byte(scan, c);
			if (status != 0)
				return status;
			scan->at++;
			continue;
		}
		if (scan->at + 1 == length)
			return 0; /* looked at again when the next byte is there */
		if (bytes[scan->at + 1] != '\n')
			return refuse(scan, 400, "CR stands without LF");
		scan->at += 2;
		if (end_line(scan, line_length))
			return scan->at > limit ? too_long(scan) : 200;
		scan->line = scan->at;
	}
	return 0;
}
