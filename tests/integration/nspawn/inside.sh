#!/usr/bin/env bash
# Runs within the container that nspawn.sh boots, as root under its systemd.
# shellcheck disable=SC2016 # conditions are evaluated later
set -eu
# shellcheck disable=SC1091 # made by nspawn.sh
. /inside.env

fail() {
	echo "FAILED: $1"
	systemctl status --no-pager pgdriftd.service pgdriftd.socket || true
	journalctl --no-pager -n 60 || true
	exit 1
}

# $1: what must become true, within 30 s.
eventually() {
	local tries=0
	until eval "$1" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ $tries -lt 300 ] || fail "$1"
		sleep 0.1
	done
	echo "ok: $1"
}

property() { systemctl show --property="$1" --value pgdriftd.service; }
get() { curl --silent --fail --max-time 5 "http://127.0.0.1:8432$1"; }
sql() { "$PG_BINDIR/psql" -X -q -h /tmp/pg -p 5999 -U postgres -c "$1" postgres; }

# A server that asks for the password that only the credential knows.
install -d -o postgres /tmp/pg
runuser -u postgres -- "$PG_BINDIR/initdb" --no-sync -A trust -U postgres -D /tmp/pg/data >/dev/null
echo 'local all postgres trust
host all all 127.0.0.1/32 scram-sha-256' >/tmp/pg/data/pg_hba.conf
runuser -u postgres -- "$PG_BINDIR/pg_ctl" -s -w -D /tmp/pg/data -l /tmp/pg/log \
	-o "-p 5999 -k /tmp/pg -c listen_addresses=127.0.0.1 -c fsync=off" start
sql "CREATE ROLE watcher LOGIN PASSWORD 'the secret'"
sql 'CREATE TABLE a (id int); GRANT SELECT ON a TO watcher'

systemctl start pgdriftd.service || fail "it starts"
[ "$(property ActiveState)" = active ] || fail "it is active"
[ "$(property StatusText)" != "" ] || fail "it says its status"
eventually 'get /livez'
eventually 'curl --silent --fail --unix-socket /run/pgdriftd/http.sock http://localhost/livez'
# It logged in with what the credentials say, and one table is missing.
eventually 'get /v1/report | grep -q "\"public.b\""'
sql 'CREATE TABLE b (id int); GRANT SELECT ON b TO watcher'
eventually 'get /health'

pid=$(property MainPID)
systemctl reload pgdriftd.service || fail "it reloads"
eventually 'get /livez'
[ "$(property MainPID)" = "$pid" ] || fail "a reload keeps the process"

systemctl start hook.service || {
	journalctl --no-pager -u hook.service
	fail "a hook can work in the sandbox"
}

kill -KILL "$pid"
eventually '[ "$(property MainPID)" != '"$pid"' ] && get /livez'

systemctl stop pgdriftd.service
[ "$(property Result)" = success ] || fail "it stops as it should"
[ "$(property ActiveState)" = inactive ] || fail "it is inactive"

systemctl start pgdriftd.socket || fail "its socket starts"
eventually 'curl --silent --fail --unix-socket /run/pgdriftd.sock http://localhost/livez'
eventually 'get /livez'
[ "$(property ActiveState)" = active ] || fail "its socket starts it"
systemctl stop pgdriftd.socket pgdriftd.service

# A broken configuration ends it for good: 78, and no further try.
echo 'nonsense' >>/etc/pgdriftd/pgdriftd.ini
! systemctl start pgdriftd.service || fail "a broken configuration does not start"
eventually '[ "$(property ActiveState)" = failed ]'
[ "$(property ExecMainStatus)" = 78 ] || fail "the exit code is 78"
[ "$(property NRestarts)" = 0 ] || fail "it is not tried again"

runuser -u postgres -- "$PG_BINDIR/pg_ctl" -s -D /tmp/pg/data -m immediate stop
echo "the service is as it should be"
