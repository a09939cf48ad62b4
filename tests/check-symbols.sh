#!/usr/bin/env bash
# No function of ours has the name of one in a library: the linker would take ours for both.
set -eu

archive=${BUILD:-build}/libpgdriftd.a
libraries='libpq libevent_core libevent_extra jansson libcrypto libcurl sqlite3'

[ -e "$archive" ] || { echo "$archive is not built" && exit 77; }
ours=$(nm --defined-only --extern-only "$archive" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u)
[ -n "$ours" ] || { echo "no symbols in $archive" && exit 1; }

failed=0
for library in $libraries; do
	# shellcheck disable=SC2046 # several words
	for flag in $(pkg-config --libs-only-l "$library"); do
		file=$("${CC:-cc}" -print-file-name="lib${flag#-l}.so")
		[ -e "$file" ] || continue
		both=$(nm -D --defined-only "$file" | awk '{ sub(/@.*/, "", $3); print $3 }' | sort -u |
			comm -12 - <(echo "$ours"))
		[ -z "$both" ] || {
			echo "in $file too:" "$both"
			failed=1
		}
	done
done
exit $failed
