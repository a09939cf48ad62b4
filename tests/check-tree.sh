#!/usr/bin/env bash
# The order of the house: what lies where, how long it is, and which words have one home.
set -eu

MAX_FILE=300
MAX_FUNCTION=60
# 100 is what clang-format keeps to in code; comments may end with their word.
MAX_COLUMN=110

failed=0
breach() {
	echo "$1"
	failed=1
}

# --- the top level ------------------------------------------------------------------------------

# What is tracked, or where there is no git (a tarball), what is there.
files() {
	git ls-files 2>/dev/null || find . -path ./build -prune -o -type f -print | sed 's,^\./,,'
}

for entry in $(files | sed 's,/.*,,' | sort -u); do
	case $entry in
	src | include | config | systemd | tests) ;;
	Makefile | README.md | LICENSE | CHANGELOG.md | SECURITY.md | CONTRIBUTING.md) ;;
	.*) ;;
	*) breach "$entry does not belong on the top level" ;;
	esac
done

# --- sizes --------------------------------------------------------------------------------------

for file in src/*.c src/*/*.c src/*/*.h include/*/*.h; do
	[ -e "$file" ] || continue
	lines=$(wc -l <"$file")
	[ "$lines" -le $MAX_FILE ] || breach "$file: $lines lines, at most $MAX_FILE"
done

if ctags --version 2>/dev/null | grep -q Universal; then
	long=$(ctags -o - --languages=C --kinds-C=f --fields=+ne --output-format=xref \
		--_xformat='%{input}:%{line}: %{name} %{end}' src/*.c src/*/*.c 2>/dev/null |
		awk -v max=$MAX_FUNCTION '{ split($1, at, ":"); n = $3 - at[2] + 1; if (n > max) print $1, $2, n, "lines" }')
	[ -z "$long" ] || breach "functions of more than $MAX_FUNCTION lines:
$long"
else
	echo "no Universal Ctags here: lengths of functions not checked"
fi

# A tab counts up to the next multiple of eight; of a UTF-8 character only the first byte counts.
# shellcheck disable=SC2016 # awk expands it
long=$(find src include tests -name '*.[ch]' -exec env LC_ALL=C awk -v max=$MAX_COLUMN '{
		gsub(/[\200-\277]/, "")
		count = split($0, part, "\t")
		width = length(part[1])
		for (i = 2; i <= count; i++)
			width = int(width / 8) * 8 + 8 + length(part[i])
		if (width > max)
			print FILENAME ":" FNR
	}' {} +)
[ -z "$long" ] || breach "more than $MAX_COLUMN columns:
$long"

# --- words --------------------------------------------------------------------------------------

# $1: a pattern (grep -E) that may stand only in those .c files of src/ that $2 (grep -E) names; $3: why.
# Comparing with a text is not writing it.
only_in() {
	local found
	found=$(grep -rnE --include='*.c' "$1" src | grep -vE "^($2):|begins\(|strncmp\(" || true)
	[ -z "$found" ] || breach "$3:
$found"
}

only_in '\b(PQexec|PQexecParams|PQconnectdb|PQconnectdbParams|PQsetdbLogin|PQcancel|PQreset|PQping)\(' \
	'nowhere' 'these calls of libpq wait for the server'
# One that follows a daemon has no loop.
only_in '\b(sleep|usleep|nanosleep|gethostbyname)\(' 'src/cli/verb_events\.c' 'these calls stop the loop'
only_in '\bgetaddrinfo\(' 'src/pg/resolve\.c' 'names are resolved in a thread of their own'
only_in '"(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|SET|COPY|LOCK|WITH) [^"]' \
	'src/drift/ddl[a-z_]*\.c|src/pg/session\.c|src/pg/catalog_sql\.c|src/out/store[a-z_]*\.c' \
	'SQL belongs to src/pg/sql (catalog_sql.c asks for it), drift/ddl.c and pg/session.c, that of SQLite to out/store'
only_in '<sqlite3\.h>' 'src/out/store[a-z_]*\.c' 'SQLite is the business of out/store'
only_in '<curl/curl\.h>' 'src/out/hook_web[a-z_]*\.c|src/cli/talk\.c' 'libcurl is the business of out/hook_web and cli/talk'
only_in '<jansson\.h>' \
	'src/manifest/[a-z_]*\.c|src/report/json[a-z_]*\.c|src/watch/(seen_file|audit)\.c|src/out/(http|event)[a-z_]*\.c|src/out/hook_alertmanager\.c|src/cli/[a-z_]*\.c' \
	'JSON is built where a document has its home'

unfinished=$(grep -rnwE 'TODO|FIXME|XXX|HACK' src include config systemd tests Makefile | grep -v '^tests/check-tree.sh:' || true)
[ -z "$unfinished" ] || breach "unfinished:
$unfinished"

exit $failed
