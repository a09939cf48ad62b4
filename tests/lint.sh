#!/usr/bin/env bash
# Static checks with the tools that are here; each that is missing is named and skipped.
#   FLAGS='compiler flags' JOBS=2 tests/lint.sh
set -u

JOBS=${JOBS:-2}
FLAGS=${FLAGS:--std=c17 -D_GNU_SOURCE -Iinclude -Isrc}
failed=0

# $1: the tool, $2: what it looks at. False where it is missing.
begin() {
	if ! command -v "$1" >/dev/null; then
		echo "lint: no $1 here: $2 not checked"
		return 1
	fi
	echo "lint: $1: $2"
}

# $1: the tool. Some that fail say nothing themselves.
fail() {
	echo "lint: $1: failed"
	failed=1
}

shopt -s nullglob
all=(src/*.c src/*/*.[ch] include/*/*.h tests/*.c tests/*/*.[ch])
sources=(src/*.c src/*/*.c)
scripts=(config/*/*.sh tests/*.sh tests/*/*.sh tests/*/*/*.sh .ci/run)

if begin clang-format "format of ${#all[@]} files"; then
	unformatted=$(clang-format --dry-run -Werror "${all[@]}" 2>&1 | grep -E '(error|warning):' |
		sed 's/:[0-9]*:[0-9]*: .*/: not as make format writes it/' | sort -u)
	[ -z "$unformatted" ] || { printf '%s\n' "$unformatted"; fail clang-format; }
fi

if begin shellcheck "${#scripts[@]} scripts"; then
	shellcheck "${scripts[@]}" || fail shellcheck
fi

if begin mandoc "manual pages"; then
	for page in config/*.8; do
		mandoc -T lint -W warning "$page" || fail mandoc
	done
fi

if begin cppcheck "${#sources[@]} files"; then
	cppcheck -q -j "$JOBS" --std=c11 --enable=warning,performance,portability --inline-suppr \
		--suppress=missingInclude --suppress=missingIncludeSystem --suppress=unknownMacro \
		--suppress=comparePointers --error-exitcode=1 -D_GNU_SOURCE -Iinclude -Isrc "${sources[@]}" || fail cppcheck
fi

if begin clang-tidy "${#sources[@]} files"; then
	# One file at a time: with several, the analyzer of clang 14 sees faults that are none. A third of
	# its own limit of nodes is enough for functions as short as ours, in a quarter of the time.
	# shellcheck disable=SC2016 # the inner shell expands it
	printf '%s\0' "${sources[@]}" | xargs -0 -n 1 -P "$JOBS" sh -c '
		said=$(clang-tidy --quiet "$1" -- $0 -DPGDRIFTD_VERSION="\"0\"" \
			-Xclang -analyzer-config -Xclang max-nodes=75000 2>/dev/null)
		code=$?
		test -z "$said" || printf "%s\n" "$said"
		exit $code' "$FLAGS" || fail clang-tidy
fi

exit $failed
