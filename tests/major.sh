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
status=0
for program in test_catalog test_complete test_snapshot test_reference test_majors; do
	"$build/tests/integration/$program" || status=1
done
# Kinds and properties: the catalogs that changed most on the oldest and the newest; all of them on every
# major where there is time (make soak).
if [ -n "${SOAK_SECONDS:-}" ]; then
	"$build/tests/integration/test_kinds" || status=1
elif [ "$major" = 13 ] || [ "$major" = 18 ]; then
	"$build/tests/integration/test_kinds" table column constraint publication || status=1
fi
exit $status
