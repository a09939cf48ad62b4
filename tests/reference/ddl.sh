#!/bin/sh
# Writes the reference case as SQL, straight from the facts beside this file and without looking at
# config/manifest.json: so the two can be held against each other.
#
#   ddl.sh             every module
#   ddl.sh MODULE...   only these
#
# Types first, then each table with its constraints inline and unnamed (PostgreSQL gives the names),
# then its secondary indexes. Unqualified names: the session's search_path decides the schema. The
# tables of core.sql must be there before.
set -eu

here=$(dirname -- "$0")

exec awk -F '\t' -v wanted="$*" '
function fail(text) {
	print "ddl.sh: " text | "cat >&2"
	close("cat >&2")
	failed = 1
	exit 1
}

function is_wanted(module) {
	return wanted_count == 0 || module in selected
}

# "draft, sent" becomes "'\''draft'\'', '\''sent'\''".
function quoted_list(list) {
	gsub(/, */, "'\'', '\''", list)
	return "'\''" list "'\''"
}

# One column or table constraint of the fourth field: "id varchar(36)", "task_id text ! unique",
# "a_id varchar(36) ! ->a(id) cascade", "unique(a, b)".
function element(spec,    word, count, i, sql, tail) {
	if (spec ~ /^unique\(/)
		return "UNIQUE " substr(spec, 7)
	count = split(spec, word, " ")
	if (count < 2)
		fail("cannot read the column \"" spec "\"")
	sql = word[1] " " word[2]
	for (i = 3; i <= count; i++) {
		tail = substr(word[i], 2)
		if (word[i] == "!")
			sql = sql " NOT NULL"
		else if (word[i] == "unique")
			sql = sql " UNIQUE"
		else if (word[i] ~ /^->/ && word[i + 1] == "cascade") {
			sql = sql " REFERENCES " substr(word[i], 3) " ON DELETE CASCADE"
			i++
		} else if (word[i] ~ /^=/)
			sql = sql " DEFAULT " tail
		else
			fail("cannot read \"" word[i] "\" in the column \"" spec "\"")
	}
	return word[1] == "id" ? sql " PRIMARY KEY" : sql
}

BEGIN {
	wanted_count = split(wanted, name, " ")
	for (i = 1; i <= wanted_count; i++)
		selected[name[i]] = 1
}

/^#/ || NF == 0 { next }

FILENAME ~ /types\.tsv$/ {
	if (is_wanted($1))
		print "CREATE TYPE " $2 " AS ENUM (" quoted_list($3) ");"
	next
}

FILENAME ~ /tables\.tsv$/ {
	known[$1] = 1
	if (!is_wanted($1))
		next
	written[$2] = 1
	count = split($4, spec, /; */)
	print "CREATE TABLE " $2 " ("
	for (i = 1; i <= count; i++)
		print "\t" element(spec[i]) (i < count ? "," : "")
	print ");"
	next
}

$1 in written {
	print "CREATE " ($4 == "unique" ? "UNIQUE " : "") "INDEX " $2 " ON " $1 " (" $3 ");"
}

END {
	if (failed)
		exit 1
	for (module in selected)
		if (!(module in known))
			fail("no module \"" module "\" in tables.tsv")
}
' "$here/types.tsv" "$here/tables.tsv" "$here/indexes.tsv"
