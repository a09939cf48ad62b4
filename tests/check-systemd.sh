#!/usr/bin/env bash
# The units are what systemd understands, and the sandbox is as tight as we say: exposure 1.3 at most.
set -eu

if ! command -v systemd-analyze >/dev/null; then
	echo "no systemd-analyze here"
	exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# systemd-analyze wants a runtime directory that it may write to; --user lets us say which.
export XDG_RUNTIME_DIR=$work

# verify wants the program of ExecStart to exist; it is not installed here.
sed 's,/usr/bin/pgdriftd,/bin/true,' systemd/pgdriftd.service >"$work/pgdriftd.service"
cp systemd/pgdriftd.socket "$work"
systemd-analyze --user verify --man=no "$work/pgdriftd.service" "$work/pgdriftd.socket" 2>"$work/verify" || true
# Only what is said about our own units counts: the host has others.
if grep pgdriftd "$work/verify"; then
	exit 1
fi

if ! systemd-analyze --user security --offline=true --threshold=13 systemd/pgdriftd.service \
	>"$work/security" 2>&1; then
	grep -v '✓' "$work/security"
	exit 1
fi
tail -n 1 "$work/security"

if command -v systemd-sysusers >/dev/null; then
	mkdir -p "$work/root/etc"
	systemd-sysusers --root="$work/root" "$PWD/systemd/pgdriftd.sysusers" >"$work/sysusers" 2>&1 || {
		cat "$work/sysusers"
		exit 1
	}
	grep -q '^pgdriftd:' "$work/root/etc/passwd"
fi
