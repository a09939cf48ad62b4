#!/usr/bin/env bash
# README.md's tables are what the program prints of its own. `make docs` writes them anew.
set -eu

program=${PGDRIFTD_BIN:-${BUILD:-build}/pgdriftd}
top=$(cd "$(dirname "$0")/../.." && pwd)
status=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# README.md with the table of that topic as the program prints it.
renew() {
	"$program" help "$1" --format markdown >"$work/table"
	awk -v topic="$1" -v table="$work/table" '
		index($0, "<!-- " topic ": end") { while ((getline line < table) > 0) print line; skip = 0 }
		!skip { print }
		index($0, "<!-- " topic ": begin") { skip = 1 }' "$2"
}

renew options "$top/README.md" >"$work/one"
renew kinds "$work/one" >"$work/two"
renew metrics "$work/two" >"$work/README.md"
if [ -n "${UPDATE_DOCS:-}" ]; then
	cp "$work/README.md" "$top/README.md"
elif ! diff -u "$top/README.md" "$work/README.md"; then
	echo "README.md does not say what the program does: make docs"
	status=1
fi
# A table that lost its place would be held to nothing.
grep -q '^| .check_interval. ' "$work/README.md" && grep -q '^| .column.type. ' "$work/README.md" &&
	grep -q '^| .pgdriftd_target_up. ' "$work/README.md" || status=1
exit $status
