#!/usr/bin/env bash
# Runs test programs and shell checks, and ends with the line `N passed, N failed`.
#
#   BUILD=dir JOBS=2 LIMIT=600 tests/run.sh PROGRAM...
#
# Each program has LIMIT seconds; a hang is a failure. Each has a TMPDIR of its own, in which it must
# leave nothing, and must leave no process. Output goes to $BUILD/test-logs, and is shown when the
# program failed. A cmocka program counts by its tests, anything else counts as one.
set -u

BUILD=${BUILD:-build}
JOBS=${JOBS:-2}
LIMIT=${LIMIT:-600}
LOGS=$BUILD/test-logs
export BUILD JOBS LIMIT

# Processes that the program $1 stands for: all that inherited its mark in the environment.
left_processes() {
	grep -lzsxF "PGDRIFTD_TEST_MARK=$1" /proc/[0-9]*/environ 2>/dev/null |
		sed 's,/proc/\([0-9]*\)/.*,\1,'
}

# Ends what is left, after a moment for what is just ending. Prints what it found.
sweep() {
	local mark=$1 pids tries=0
	while pids=$(left_processes "$mark") && [ -n "$pids" ] && [ $tries -lt 150 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	[ -n "$pids" ] || return 0
	echo "processes left behind:"
	for pid in $pids; do
		echo "  $pid $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null)"
		kill -KILL "$pid" 2>/dev/null
	done
}

# Prints "passed failed skipped" of a cmocka log.
count_cmocka() {
	awk '/^\[       OK \]/ { passed++ }
		/^\[  FAILED  \] .*test\(s\), listed below/ { sub(/ test\(s\).*/, ""); failed += $NF }
		/^\[  SKIPPED \] .*test\(s\), listed below/ { sub(/ test\(s\).*/, ""); skipped += $NF }
		END { print passed + 0, failed + 0, skipped + 0 }' "$1"
}

name_of() {
	local name=${1#"$BUILD"/}
	echo "${name#tests/}"
}

log_of() {
	local name
	name=$(name_of "$1")
	echo "$LOGS/${name//\//_}.log"
}

# Runs one program and leaves "passed failed skipped" in its .result file.
run_one() {
	local program=$1 name log tmp code started took cpu passed=0 failed=0 skipped=0 word=ok left
	local -a command
	local TIMEFORMAT='%3U %3S'
	name=$(name_of "$program")
	log=$(log_of "$program")
	command=("$program")
	case $name in
	fuzz/fuzz_*) command+=("tests/fuzz/corpus/${name#fuzz/fuzz_}") ;;
	esac
	tmp=$(mktemp -d /tmp/pgdriftd.XXXXXX) && chmod 755 "$tmp" || exit 1

	started=$(date +%s%N)
	cpu=${log%.log}.cpu
	{ time TMPDIR=$tmp PGDRIFTD_TEST_MARK=$tmp timeout --kill-after=20 "$LIMIT" "${command[@]}" \
		>"$log" 2>&1 </dev/null; } 2>"$cpu"
	code=$?
	took=$((($(date +%s%N) - started) / 1000000))

	left=$(sweep "$tmp")
	[ -z "$(ls -A "$tmp")" ] || left="$left
files left behind: $(cd "$tmp" && echo *)"
	rm -rf "$tmp"

	if grep -q '^\[==========\]' "$log"; then
		read -r passed failed skipped < <(count_cmocka "$log")
		[ $((passed + failed + skipped)) -gt 0 ] || { failed=1; echo "ran no test" >>"$log"; }
	elif [ $code -eq 77 ]; then
		skipped=1
	elif [ $code -eq 0 ]; then
		passed=1
	fi
	[ $code -eq 0 ] || [ $code -eq 77 ] || [ "$failed" -gt 0 ] || failed=1
	[ -z "$left" ] || { echo "$left" >>"$log"; failed=$((failed + 1)); }
	case $code in
	124 | 137) echo "ended after $LIMIT seconds" >>"$log" ;;
	esac

	[ "$passed" -gt 0 ] || word=skipped
	[ "$failed" -eq 0 ] || word=FAILED
	echo "$passed $failed $skipped" >"${log%.log}.result"
	{
		printf '%-8s %6d.%03d s %7.1f s CPU  %s\n' "$word" $((took / 1000)) $((took % 1000)) \
			"$(awk 'END { print $1 + $2 }' "$cpu")" "$name"
		if [ $word = FAILED ]; then
			sed 's/^/    /' "$log"
			echo "    (exit code $code, log $log)"
		elif [ $word = skipped ]; then
			sed 's/^/    /' "$log"
		fi
	} | flock "$LOGS" cat
}

if [ "${1-}" = --one ]; then
	run_one "$2"
	exit 0
fi

# Only its own: another run may write beside this one (`make -j unit checks`).
results=()
mkdir -p "$LOGS"
for program in "$@"; do
	log=$(log_of "$program")
	rm -f "$log" "${log%.log}.result"
	results+=("${log%.log}.result")
done
started=$SECONDS
[ $# -eq 0 ] || printf '%s\0' "$@" | xargs -0 -n 1 -P "$JOBS" "$0" --one

cat /dev/null "${results[@]}" 2>/dev/null | awk -v programs=$# -v seconds=$((SECONDS - started)) '
	{ passed += $1; failed += $2; skipped += $3 }
	END {
		failed += programs - NR # a program without a result
		printf "%d programs in %d s\n", programs, seconds
		printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : ""
		exit failed > 0
	}'
