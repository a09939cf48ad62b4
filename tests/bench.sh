#!/usr/bin/env bash
# Runs measuring programs one after another:  tests/bench.sh PROGRAM...
# Figures go to stdout. A program that cannot measure here says why and exits with 77.
set -u

BUILD=${BUILD:-build}
export BUILD
failed=0
for program in "$@"; do
	tmp=$(mktemp -d /tmp/pgdriftd.XXXXXX) && chmod 755 "$tmp" || exit 1
	name=${program#"$BUILD"/}
	echo "== ${name#tests/bench/}"
	TMPDIR=$tmp "$program" </dev/null
	case $? in
	0 | 77) ;;
	*) failed=1 ;;
	esac
	# What the program's keeper removes may take a moment longer than the program.
	for _ in $(seq 100); do
		rmdir "$tmp" 2>/dev/null && break
		sleep 0.1
	done
done
exit $failed
