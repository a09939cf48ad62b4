#!/bin/sh
# A hook that writes one line to syslog, here or on another machine. Needs logger (util-linux).
#
#   logger.sh [OPTION OF LOGGER]...
#
#   logger.sh
#   logger.sh --server loghost.example.org --port 514 --udp
#
# Exit status: 0 written, 75 to be tried again later.
set -eu

if [ $# -lt 3 ]; then
	echo "usage: logger.sh [OPTION OF LOGGER]..., then HOOK EVENT TARGET from pgdriftd" >&2
	exit 64
fi
# All but the last three arguments are for logger.
own=$(($# - 3))
for argument; do
	shift
	[ $own -eq 0 ] || set -- "$@" "$argument"
	[ $own -eq 0 ] || own=$((own - 1))
done

case $PGDRIFTD_EVENT:$PGDRIFTD_SEVERITY in
*.resolved:* | *.recovered:* | *.succeeded:* | test:*) level=notice ;;
*:critical | *.failed:*) level=err ;;
*:info) level=notice ;;
*) level=warning ;;
esac

logger --tag pgdriftd --priority "daemon.$level" --size 4KiB --socket-errors=on "$@" -- \
	"$PGDRIFTD_EVENT${PGDRIFTD_TARGET:+ target=$PGDRIFTD_TARGET} id=$PGDRIFTD_ID: $PGDRIFTD_SUMMARY" || exit 75
