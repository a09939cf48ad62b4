#!/usr/bin/env bash
# Who may include whom: the floors of the source tree, bottom up. Prints each breach; exit 1 for any.
set -eu

# floor: the floors that it may include, besides itself
declare -A MAY=(
	[base]=''
	[model]='base'
	[manifest]='base model'
	[drift]='base model'
	[report]='base model drift'
	[pg]='base model'
	[watch]='base model manifest drift report pg'
	[out]='base model drift report'
	[daemon]='base model manifest drift report pg watch out cli'
	[cli]='base model manifest drift report pg watch out daemon'
)

# Floors and modules that compute only: no log, no clock, no file, no socket.
PURE='model/* manifest/* drift/* report/* base/err* base/arena* base/text* watch/schedule* watch/target*
	out/route* out/event* daemon/option*'
# Where a pure floor may open a file all the same: its one door, with nothing else in it.
DOORS='manifest/load.c'
IMPURE='base/log.h base/clock.h base/file.h event2/* libpq-fe.h sys/socket.h'

breaches=0
breach() {
	echo "$1"
	breaches=$((breaches + 1))
}

# $1 matches one of the patterns in $2.
matches() {
	local pattern
	set -f
	for pattern in $2; do
		# shellcheck disable=SC2254 # it is a pattern
		case $1 in $pattern) set +f && return 0 ;; esac
	done
	set +f
	return 1
}

# One #include "floor/name.h" or <name.h> at $1 (file:line) in file $2 of floor $3.
check_include() {
	local place=$1 file=$2 floor=$3 header=$4 quoted=$5 other
	local module=${file#src/}
	module=${module#include/}

	if matches "$module" "$PURE" && ! matches "$module" "$DOORS" && matches "$header" "$IMPURE"; then
		breach "$place: $module is pure and includes $header"
	fi
	[ "$quoted" = yes ] || return 0
	case $header in
	*/*) other=${header%%/*} ;;
	*) other=$floor ;; # a private header beside the file
	esac
	if [ "$other" != "$floor" ] && ! matches "$other" "${MAY[$floor]}"; then
		breach "$place: $floor must not include $header"
	elif [ ! -e "include/$header" ]; then
		if [ "$other" != "$floor" ]; then
			breach "$place: $header is private to the floor $other, or does not exist"
		elif [ "${file#include/}" != "$file" ]; then
			breach "$place: a public header includes the private $header"
		elif [ ! -e "src/$header" ] && [ ! -e "src/$floor/$header" ]; then
			breach "$place: there is no $header"
		fi
	fi
}

while IFS=: read -r file line text; do
	floor=${file#*/}
	floor=${floor%%/*}
	header=${text#*[\"<]}
	header=${header%%[\">]*}
	quoted=no
	case $text in *\"*) quoted=yes ;; esac
	check_include "$file:$line" "$file" "$floor" "$header" "$quoted"
done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include' --include='*.[ch]' --include='*.def' src/*/ include/*/)

for dir in src/*/ include/*/; do
	floor=$(basename "$dir")
	[ -n "${MAY[$floor]+known}" ] || breach "$dir: no such floor"
	[ -d "src/$floor" ] || breach "$dir: a surface without a floor (src/$floor)"
done

# What stays within a floor says so in its name.
for header in src/*/*.h; do
	case $header in *_priv.h | 'src/*/*.h') ;; *) breach "$header: a private header ends in _priv.h" ;; esac
done

[ $breaches -eq 0 ]
