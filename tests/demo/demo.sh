#!/usr/bin/env bash
# Shows pgdriftd at work: a private PostgreSQL that lacks a part of the reference case, the daemon
# on it, the report, and what to try next. Ends with Ctrl-C, or after DEMO_SECONDS; leaves nothing
# running and nothing behind.
set -eu

build=${BUILD:-build}
seconds=${DEMO_SECONDS:-0}
here=$(cd "$(dirname "$0")/.." && pwd)
top=$(cd "$here/.." && pwd)
program=$(cd "$build" && pwd)/pgdriftd
whole="pipeline_management valuation_export deal_matching document_generation blog_content"
home=
sockets=
postgres_pid=
daemon_pid=

say() { printf '%s\n' "$*"; }
fail() { say "demo: $*" >&2; exit 1; }

# Only what this script has started, by pid: the daemon first, then its server.
cleanup() {
	trap '' EXIT INT TERM HUP
	[ -z "$daemon_pid" ] || { kill -TERM "$daemon_pid" && wait "$daemon_pid"; } 2>/dev/null || true
	[ -z "$postgres_pid" ] || { kill -INT "$postgres_pid" && wait "$postgres_pid"; } 2>/dev/null || true
	[ -z "$home" ] || rm -rf "$home"
	[ -z "$sockets" ] || rm -rf "$sockets"
}
trap cleanup EXIT
trap 'say; say "Stopping."; exit 0' INT TERM HUP

# initdb and postgres refuse root: they run as the user postgres then.
if [ "$(id -u)" = 0 ]; then
	as_server=(setpriv --reuid=postgres --regid=postgres --clear-groups --)
	owner=postgres
else
	as_server=(env)
	owner=$(id -un)
fi

find_postgres() {
	local dir
	for dir in ${PG_BINDIR:-} "$(pg_config --bindir 2>/dev/null)" /usr/lib/postgresql/*/bin; do
		[ ! -x "$dir/initdb" ] || [ ! -x "$dir/postgres" ] || { say "$dir"; return; }
	done
	fail "no PostgreSQL server found: set PG_BINDIR to the directory of initdb"
}

# Under the build directory where the server's user can reach it, else where temporary files live.
make_home() {
	home=$(mktemp -d "$(cd "$build" && pwd)/demo.XXXXXX")
	chmod 755 "$home"
	if ! "${as_server[@]}" test -x "$home" 2>/dev/null; then
		rmdir "$home"
		home=$(mktemp -d "${TMPDIR:-/tmp}/pgdriftd-demo.XXXXXX")
		chmod 755 "$home"
	fi
	# The path of a unix socket must fit in 107 bytes: its directory has a short name of its own.
	sockets=$(mktemp -d "${TMPDIR:-/tmp}/pgdriftd.XXXXXX")
	chmod 755 "$sockets"
	mkdir "$home/data"
	chown "$owner" "$home/data" "$sockets"
}

start_postgres() {
	"${as_server[@]}" "$bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 \
		--no-sync >"$home/initdb.log" 2>&1 || { cat "$home/initdb.log" >&2; fail "initdb failed"; }
	# A terminal's Ctrl-C reaches the whole process group: the server is to outlive the daemon.
	"${as_server[@]}" setsid "$bin/postgres" -D "$home/data" -k "$sockets" -c listen_addresses= \
		-c fsync=off >"$home/postgres.log" 2>&1 &
	postgres_pid=$!
	wait_for "PostgreSQL" "$home/postgres.log" "$postgres_pid" sql -d postgres -c 'SELECT 1'
}

# wait_for WHAT LOG PID COMMAND...: until the command succeeds, for at most 30 s.
wait_for() {
	local what=$1 log=$2 pid=$3 deadline=$((SECONDS + 30))
	shift 3
	until "$@" >/dev/null 2>&1; do
		kill -0 "$pid" 2>/dev/null || { cat "$log" >&2; fail "$what ended at once"; }
		[ $SECONDS -lt $deadline ] || { cat "$log" >&2; fail "$what does not answer"; }
		sleep 0.1
	done
}

sql() { psql -X -q -v ON_ERROR_STOP=1 -h "$sockets" -U postgres "$@"; }

# The application's tables, five modules whole, community without one table, event_management with
# two of its five, and nothing of master_admin: yet the migration table says that all is applied.
load() {
	sql -d postgres -c 'CREATE DATABASE app'
	sql -d app -c 'CREATE ROLE watch LOGIN' -c 'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO watch'
	sql -d app -f "$here/reference/core.sql"
	# shellcheck disable=SC2086 # a list of words
	"$here/reference/ddl.sh" $whole community event_management | sql -d app
	sql -d app -c 'SET client_min_messages = warning' \
		-c 'DROP TABLE community_reactions, event_sessions, event_tickets, event_registrations'
	# What is missing now: master_admin, and the statements that name the four tables.
	"$here/reference/ddl.sh" master_admin >"$home/missing.sql"
	"$here/reference/ddl.sh" community event_management | awk -v RS=';\n' -v ORS=';\n' \
		'/community_reactions|event_sessions|event_tickets|event_registrations/' >>"$home/missing.sql"
}

configure() {
	# The reference manifest, and the one piece of data that the migration tool keeps.
	sed 's|^  "manifest": 1,|&\n  "revisions": [ { "table": "alembic_version", "column": "version_num", "expect": ["774225e563ca"] } ],|' \
		"$top/config/manifest.json" >"$home/manifest.json"
	cat >"$home/pgdriftd.ini" <<END
[pgdriftd]
listen = 127.0.0.1:$port
listen = unix:$sockets/http.sock
manifest = $home/manifest.json
check_interval = 2s

[target main]
conninfo = host=$sockets dbname=app user=watch
END
}

# The daemon's own port if nobody listens there, else the first free one after it.
free_port() {
	port=8432
	while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
		port=$((port + 1))
	done
}

start_daemon() {
	"$program" -c "$home/pgdriftd.ini" run 2>"$home/pgdriftd.log" &
	daemon_pid=$!
	wait_for "pgdriftd" "$home/pgdriftd.log" "$daemon_pid" \
		curl -fsS "http://127.0.0.1:$port/readyz"
}

tell() {
	local status=0
	say
	say "\$ pgdriftd -c $home/pgdriftd.ini check"
	"$program" -c "$home/pgdriftd.ini" check || status=$?
	say "(exit status $status)"
	cat <<END

pgdriftd watches that database every 2 s and answers on http://127.0.0.1:$port (log: $home/pgdriftd.log)

Try, in another terminal:
  curl -i http://127.0.0.1:$port/health              the verdict for monitoring: 503 while tables are missing
  curl -s http://127.0.0.1:$port/v1/report           the whole report
  psql -h $sockets -U postgres app -f $home/missing.sql
                                                        creates what is missing; /health says 200 soon after
  psql -h $sockets -U postgres app -c 'DROP TABLE blog_posts'
                                                        and this is drift again
END
}

[ -x "$program" ] || fail "$program is not there: run make first"
bin=$(find_postgres)
make_home
say "Starting a private PostgreSQL ($("$bin/postgres" --version | awk '{print $3}')) in $home/data"
start_postgres
load
free_port
configure
start_daemon
tell
if [ "$seconds" -gt 0 ]; then
	say
	say "Ends by itself after $seconds s."
	timeout "$seconds" tail --pid="$daemon_pid" -f /dev/null || true
else
	say
	say "Ctrl-C ends the demo."
	wait "$daemon_pid" || true
	cat "$home/pgdriftd.log" >&2
	fail "the daemon has ended"
fi
