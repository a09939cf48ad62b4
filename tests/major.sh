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

export PG_BINDIR=$bindir
# Of the long walks each eighth step, beginning at another one on each major; all where there is time.
[ -n "${SOAK_SECONDS:-}" ] || export WALK_STEP=8 WALK_FROM=$((major % 8))
programs='test_catalog test_complete test_confirm_kinds test_snapshot test_reference test_majors test_everything test_kinds'
[ -z "${SOAK_SECONDS:-}" ] || programs="$programs test_silent"
status=0
for program in $programs; do
	"$build/tests/integration/$program" || status=1
done
exit $status
