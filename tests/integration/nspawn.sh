#!/usr/bin/env bash
# The installed service under a real systemd: boots a container on a throw-away overlay of this
# machine's root, without network, installs into it with make, and looks at the service from inside:
# it becomes active, reads its credentials, answers, reloads, is restarted, stops; its sandbox lets
# hooks run; its socket unit starts it. Needs root and a machine that lets containers be made.
set -eu

skip() {
	echo "$1"
	exit 77
}

[ "$(id -u)" -eq 0 ] || skip "only root can boot a container"
command -v systemd-nspawn >/dev/null || skip "no systemd-nspawn here"
[ -x /lib/systemd/systemd ] || skip "no systemd here"

# All mounts are made in a namespace of our own, and end with it.
if [ -z "${NSPAWN_INSIDE:-}" ]; then
	unshare -m true 2>/dev/null || skip "mount namespaces are not allowed here"
	NSPAWN_INSIDE=yes exec unshare -m --propagation slave "$0"
fi

work=$(mktemp -d)
trap 'umount -l "$work" 2>/dev/null; rmdir "$work"' EXIT
mount -t tmpfs -o size=512m tmpfs "$work" || skip "mounting is not allowed here"
mkdir "$work/upper" "$work/work" "$work/root"
mount -t overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" overlay "$work/root" ||
	skip "overlay mounts are not possible here"
root=$work/root
nspawn=(systemd-nspawn --quiet --register=no --keep-unit --private-network --directory="$root")
"${nspawn[@]}" --pipe /bin/true >"$work/log" 2>&1 </dev/null || skip "systemd-nspawn cannot start a container here"

# --- what is installed --------------------------------------------------------------------------

# What was built is what is installed (-o): nothing is compiled here, beside other tests.
build=${BUILD:-build}
env -u MAKEFLAGS -u MAKELEVEL make --no-print-directory -o "$build/pgdriftd" BUILD="$build" \
	DESTDIR="$root" PREFIX=/usr install >"$work/log" 2>&1 || {
	cat "$work/log"
	exit 1
}
cat >"$root/etc/pgdriftd/pgdriftd.ini" <<-'END'
	[pgdriftd]
	listen = 127.0.0.1:8432
	listen = unix:/run/pgdriftd/http.sock
	manifest = /etc/pgdriftd/manifest.json
	check_interval = 1s
	[target main]
	conninfo = service=app
END
echo '{"manifest": 1, "name": "nspawn", "modules": [{"name": "m", "tables": ["a", "b"]}]}' \
	>"$root/etc/pgdriftd/manifest.json"
printf '[app]\nhost=127.0.0.1\nport=5999\ndbname=postgres\nuser=watcher\n' >"$root/etc/pgdriftd/pg_service.conf"
echo '127.0.0.1:5999:*:watcher:the secret' >"$root/etc/pgdriftd/pgpass"

# A hook's sandbox is that of the service: the same unit, another program.
grep -vE '^(Type|NotifyAccess|Watchdog|Restart|ExecReload|RuntimeDirectory)' "$root/usr/lib/systemd/system/pgdriftd.service" |
	sed 's,^ExecStart=.*,Type=oneshot\nExecStart=/bin/bash /hook.sh,' >"$root/etc/systemd/system/hook.service"
cp tests/integration/nspawn/hook.sh "$root/hook.sh"
cp tests/integration/nspawn/inside.sh "$root/inside.sh"

# The container boots into the test alone, not into what this machine runs.
units=$root/etc/systemd/system
cat >"$units/inside.service" <<-'END'
	[Unit]
	After=basic.target
	[Service]
	Type=oneshot
	ExecStart=/bin/bash /inside.sh
	StandardOutput=file:/result
	StandardError=inherit
	ExecStopPost=/bin/systemctl --no-block poweroff
END
printf '[Unit]\nRequires=basic.target inside.service\nAfter=basic.target\nAllowIsolate=yes\n' >"$units/inside.target"
for unit in systemd-networkd-wait-online NetworkManager-wait-online systemd-timesyncd systemd-resolved; do
	ln -sf /dev/null "$units/$unit.service"
done

# --- boot ---------------------------------------------------------------------------------------

servers=(/usr/lib/postgresql/*/bin)
echo "PG_BINDIR=${PG_BINDIR:-${servers[-1]}}" >"$root/inside.env"
timeout --kill-after=10 180 "${nspawn[@]}" --boot --console=pipe -- --unit=inside.target \
	>"$work/console" 2>&1 </dev/null || true

if grep -qx 'the service is as it should be' "$root/result" 2>/dev/null; then
	cat "$root/result"
	exit 0
fi
tail -n 100 "$root/result" "$work/console" 2>/dev/null
exit 1
