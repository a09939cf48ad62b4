#!/usr/bin/env bash
# Runs what depends most on the server's version on another major of PostgreSQL: that of this script's
# name (tests/integration/pg13.sh, ...). MAJORS_REQUIRED=1: that it is not there is a failure.
set -u

major=${0##*/pg}
major=${major%.sh}
build=${BUILD:-build}
bindir=$("${0%/*}/../majors.sh" bindir "$major")
if [ -z "$bindir" ]; then
	echo "PostgreSQL $major is not here: tests/setup.sh majors"
	[ -z "${MAJORS_REQUIRED:-}" ] || exit 1
	exit 77
fi

# Of the long walks each eighth step, beginning at another one on each major.
export PG_BINDIR=$bindir WALK_STEP=8 WALK_FROM=$((major % 8))
programs='test_catalog test_complete test_snapshot test_reference test_majors'
# Every kind and property on the oldest and the newest.
case $major in
13 | 18) programs+=' test_kinds' ;;
esac
status=0
for program in $programs; do
	"$build/tests/integration/$program" || status=1
done
exit $status
