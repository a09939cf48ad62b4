#!/usr/bin/env bash
# Each header compiles alone, and twice, with each compiler that is here.
set -eu

flags=$(pkg-config --cflags libpq libevent_core libevent_extra jansson libcrypto sqlite3 libcurl)
failed=0
checked=0
for compiler in gcc clang; do
	command -v $compiler >/dev/null || continue
	for header in include/*/*.h src/*/*.h tests/*/*.h; do
		[ -e "$header" ] || continue
		checked=$((checked + 1))
		# shellcheck disable=SC2086 # a list of words
		$compiler -std=c17 -D_GNU_SOURCE -fsyntax-only -Wall -Wextra -Werror -Wno-unused-function \
			-Iinclude -Isrc $flags -include "$header" -include "$header" -x c /dev/null || {
			echo "$header does not compile alone with $compiler"
			failed=1
		}
	done
done
echo "$checked compilations"
[ $checked -gt 0 ] && [ $failed -eq 0 ]
