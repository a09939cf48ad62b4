#!/bin/sh
# A hook that posts to an incoming webhook of Slack, Mattermost or Rocket.Chat. Needs curl.
#
#   slack.sh FILE
#
#   FILE   holds the address, which is a secret, in one line as curl's configuration has it:
#              url = "https://hooks.slack.com/services/..."
#          Readable for the service alone, with systemd: LoadCredential=slack:/etc/pgdriftd/slack, and
#          the argument /run/credentials/pgdriftd.service/slack
#
# Exit status: 0 taken, 75 to be tried again later, else refused.
set -eu

if [ $# -ne 4 ]; then
	echo "usage: slack.sh FILE, then HOOK EVENT TARGET from pgdriftd" >&2
	exit 64
fi
if [ ! -r "$1" ]; then
	echo "slack.sh: cannot read $1" >&2
	exit 66
fi

# A text as the inside of a JSON string. Control characters become blanks, and & < > what Slack asks
# for, so that no name of a table mentions a channel.
escape() {
	printf '%s' "$1" | tr '\001-\037\177' ' ' |
		sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g'
}

case $PGDRIFTD_EVENT:$PGDRIFTD_SEVERITY in
drift.resolved:* | target.recovered:* | create.succeeded:*) colour=good ;;
*:critical | target.unreachable:* | create.failed:*) colour=danger ;;
*:info | test:*) colour='#439fe0' ;;
*) colour=warning ;;
esac

payload() {
	printf '{"text":"%s","attachments":[{"color":"%s","text":"%s","fields":[' \
		"$(escape "$PGDRIFTD_EVENT${PGDRIFTD_TARGET:+: $PGDRIFTD_TARGET}")" "$colour" \
		"$(escape "$PGDRIFTD_SUMMARY")"
	printf '{"title":"Findings","value":"%s critical, %s warning, %s info","short":true}' \
		"$PGDRIFTD_CRITICAL" "$PGDRIFTD_WARNING" "$PGDRIFTD_INFO"
	printf ',{"title":"Since","value":"%s","short":true}' \
		"$(escape "${PGDRIFTD_FIRST_SEEN:-$PGDRIFTD_TIME}")"
	[ -z "$PGDRIFTD_REPORT_URL" ] ||
		printf ',{"title":"Report","value":"%s"}' "$(escape "$PGDRIFTD_REPORT_URL")"
	printf '],"footer":"pgdriftd %s"}]}' "$(escape "$PGDRIFTD_ID")"
}

# The address stays out of the arguments, which every user of the machine may see.
code=$(payload | curl --silent --show-error --max-time 25 --proto =http,https --output /dev/null \
	--write-out '%{http_code}' --header 'Content-Type: application/json' --data-binary @- --config "$1") || true
case $code in
2??) exit 0 ;;
000 | 408 | 429 | 5??) exit 75 ;;
*)
	echo "slack.sh: the answer was ${code:-nothing}" >&2
	exit 1
	;;
esac
