#!/bin/sh
# A hook that sends a mail, straight to an SMTP server: under NoNewPrivileges the setgid mail drop of
# a local sendmail does not work. Needs curl.
#
#   mail.sh URL FROM TO [NETRC]
#
#   URL     smtp://mail.example.org:25 or smtps://mail.example.org:465
#   NETRC   a file with login and password, as netrc(5) says; TLS is then obligatory
#
# Exit status: 0 sent, 75 to be tried again later, else refused.
set -eu

if [ $# -lt 6 ] || [ $# -gt 7 ]; then
	echo "usage: mail.sh URL FROM TO [NETRC], then HOOK EVENT TARGET from pgdriftd" >&2
	exit 64
fi
url=$1 from=$2 to=$3
if [ $# -eq 7 ]; then
	netrc=$4
	shift 4
else
	netrc=
	shift 3
fi
set -- --silent --show-error --max-time 25 --crlf --output /dev/null --write-out '%{response_code}' \
	--mail-from "$from" --mail-rcpt "$to" --upload-file -
[ -z "$netrc" ] || set -- "$@" --ssl-reqd --netrc-file "$netrc"

body() {
	printf '%s\n\n' "$PGDRIFTD_SUMMARY"
	printf 'event:      %s\n' "$PGDRIFTD_EVENT"
	printf 'time:       %s\n' "$PGDRIFTD_TIME"
	[ -z "$PGDRIFTD_TARGET" ] || printf 'target:     %s\n' "$PGDRIFTD_TARGET"
	[ -z "$PGDRIFTD_STATUS" ] ||
		printf 'status:     %s (before: %s)\n' "$PGDRIFTD_STATUS" "$PGDRIFTD_PREVIOUS_STATUS"
	[ "$PGDRIFTD_FINDINGS" = 0 ] ||
		printf 'findings:   %s (%s critical, %s warning, %s info)\n' "$PGDRIFTD_FINDINGS" \
			"$PGDRIFTD_CRITICAL" "$PGDRIFTD_WARNING" "$PGDRIFTD_INFO"
	[ -z "$PGDRIFTD_FIRST_SEEN" ] || printf 'first seen: %s\n' "$PGDRIFTD_FIRST_SEEN"
	[ -z "$PGDRIFTD_REPORT_URL" ] || printf 'report:     %s\n' "$PGDRIFTD_REPORT_URL"
}

# An event's id is the same at every attempt: a mail that comes twice can be known by it. Base64,
# because a summary may be long and in any language. Names of targets and events are ASCII.
message() {
	printf 'From: pgdriftd <%s>\nTo: <%s>\n' "$from" "$to"
	printf 'Subject: [pgdriftd] %s%s%s\n' "$PGDRIFTD_EVENT" "${PGDRIFTD_TARGET:+ $PGDRIFTD_TARGET}" \
		"${PGDRIFTD_SEVERITY:+ ($PGDRIFTD_SEVERITY)}"
	printf 'Date: %s\n' "$(date -R)"
	printf 'Message-ID: <%s@pgdriftd>\nAuto-Submitted: auto-generated\n' "$PGDRIFTD_ID"
	printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n'
	printf 'Content-Transfer-Encoding: base64\n\n'
	body | base64
}

if code=$(message | curl "$@" "$url"); then
	exit 0
fi
# The server's last word: 5xx is for good. Without one it was the network, or the server is away.
case $code in
5??) exit 1 ;;
*) exit 75 ;;
esac
