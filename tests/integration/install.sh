#!/usr/bin/env bash
# `make install` puts everything where it was asked to, with paths that agree, and keeps what an
# administrator has changed; `make uninstall` takes back all but the configuration.
set -eu

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

fail() {
	echo "$1"
	find "$root" -type f
	exit 1
}

# What was built is what is installed (-o): nothing is compiled here, beside other tests.
build=${BUILD:-build}
run_make() {
	env -u MAKEFLAGS -u MAKELEVEL make --no-print-directory -o "$build/pgdriftd" BUILD="$build" \
		DESTDIR="$root" PREFIX=/opt/drift SYSCONFDIR=/opt/etc "$@" >"$root/log" 2>&1 || {
		cat "$root/log"
		exit 1
	}
	rm "$root/log"
}

run_make install
conf=$root/opt/etc/pgdriftd
units=$root/opt/drift/lib/systemd/system

"$root/opt/drift/bin/pgdriftd" version >/dev/null || fail "the program does not run"
grep -q '^ExecStart=/opt/drift/bin/pgdriftd -c /opt/etc/pgdriftd/pgdriftd.ini run$' "$units/pgdriftd.service" ||
	fail "the unit names other paths"
if grep -rnE '/usr/bin/pgdriftd|/etc/pgdriftd' "$root/opt" --include='*.service' --include='*.ini' |
	grep -v /opt/etc/pgdriftd; then
	fail "paths of another installation"
fi
[ -s "$units/pgdriftd.socket" ] || fail "no socket unit"
[ -s "$root/opt/drift/lib/sysusers.d/pgdriftd.conf" ] || fail "no sysusers file"
[ "$(stat -c %a "$conf/pgpass")" = 600 ] || fail "pgpass is readable by others"
[ "$(stat -c %a "$conf/pg_service.conf")" = 600 ] || fail "pg_service.conf is readable by others"
cmp -s config/manifest.schema.json "$conf/manifest.schema.json" || fail "another schema"
"$root/opt/drift/bin/pgdriftd" validate --manifest "$conf/manifest.json" >/dev/null || fail "the manifest is refused"

share=$root/opt/drift/share/pgdriftd
cmp -s config/alerts/pgdriftd.rules.yml "$share/alerts/pgdriftd.rules.yml" || fail "other alerting rules"
[ -s "$share/grafana/pgdriftd.json" ] || fail "no dashboard"
[ -x "$share/hooks/mail.sh" ] || fail "no example of a hook that runs"
grep -q 'command_line    /opt/drift/bin/pgdriftd ' "$share/nagios/nagios.cfg" || fail "Nagios runs another program"

echo '; mine' >"$conf/pgdriftd.ini"
echo '*:*:*:*:mine' >"$conf/pgpass"
run_make install
[ "$(cat "$conf/pgdriftd.ini")" = '; mine' ] || fail "the configuration was overwritten"
[ "$(cat "$conf/pgpass")" = '*:*:*:*:mine' ] || fail "pgpass was overwritten"

run_make uninstall
[ "$(cat "$conf/pgdriftd.ini")" = '; mine' ] || fail "the configuration was removed"
left=$(find "$root" -type f ! -path "$conf/*")
[ -z "$left" ] || fail "left behind: $left"
