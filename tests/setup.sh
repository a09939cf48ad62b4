#!/usr/bin/env bash
# Installs what is missing, from Debian's own packages:  tests/setup.sh GROUP...
# Groups: build check majors demo bench lint fuzz. Says what it installs before it does. Where it cannot
# (no apt-get, neither root nor sudo) or must not (NO_INSTALL=1), says what is missing and stops.
set -eu

# group | package | how to see that it is there
NEEDS='
build | build-essential   | has cc && has ar && compiles
build | pkg-config        | has pkg-config
build | libpq-dev         | library libpq
build | libevent-dev      | library libevent_core libevent_extra && libevent_is_fixed
build | libjansson-dev    | library jansson
build | libssl-dev        | library libcrypto libssl
build | libsqlite3-dev    | library sqlite3
build | libcurl4-openssl-dev | library libcurl
check | libcmocka-dev     | library cmocka
check | postgresql        | has_postgresql
check | universal-ctags   | has ctags
check | pgbouncer         | has pgbouncer
check | curl              | has curl
check | procps            | test -x /bin/kill
check | systemd           | has systemd-analyze
check | systemd-container | has systemd-nspawn
check | prometheus        | has promtool && has prometheus
check | prometheus-alertmanager | has prometheus-alertmanager
majors | npm              | has npm
demo  | postgresql        | has_postgresql
demo  | curl              | has curl
bench | libcmocka-dev     | library cmocka
bench | postgresql        | has_postgresql
bench | nginx-light       | has nginx
bench | check-postgres    | has check_postgres
lint  | clang             | has clang
lint  | clang-format      | has clang-format
lint  | clang-tidy        | has clang-tidy
lint  | cppcheck          | has cppcheck
lint  | shellcheck        | has shellcheck
lint  | mandoc            | has mandoc
fuzz  | clang             | has clang
fuzz  | libclang-rt-dev   | has_libfuzzer
'

# Before this version any client of a unix socket can abort the daemon.
LIBEVENT_FIXED=2.1.12-stable-8+deb12u1

PATH=$PATH:/usr/sbin:/sbin

has() { command -v "$1" >/dev/null 2>&1; }

library() { has pkg-config && pkg-config --exists "$@"; }

compiles() { echo 'int main(void) { return 0; }' | cc -x c -o /dev/null - 2>/dev/null; }

has_postgresql() {
	local dir
	for dir in ${PG_BINDIR:-} /usr/lib/postgresql/*/bin "$(pg_config --bindir 2>/dev/null)"; do
		[ ! -x "$dir/initdb" ] || [ ! -x "$dir/postgres" ] || return 0
	done
	return 1
}

has_libfuzzer() {
	echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' |
		clang -fsanitize=fuzzer -x c -o /dev/null - 2>/dev/null
}

# True too where it cannot be known, and where apt has nothing newer.
libevent_is_fixed() {
	local package installed candidate
	has dpkg-query || return 0
	for package in libevent-core-2.1-7 libevent-extra-2.1-7; do
		# shellcheck disable=SC2016 # dpkg-query expands it
		installed=$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null) || continue
		dpkg --compare-versions "$installed" lt "$LIBEVENT_FIXED" || continue
		candidate=$(apt-cache policy "$package" 2>/dev/null | sed -n 's/^ *Candidate: //p')
		[ "$candidate" = "$installed" ] && [ -n "${UPDATED:-}" ] || return 1
	done
}

# Prints the packages of the groups $@ that are missing.
missing() {
	local group package seen='' wanted=" $* " check
	while IFS='|' read -r group package check; do
		group=${group// /} package=${package// /}
		case "$wanted" in *" $group "*) ;; *) continue ;; esac
		case "$seen" in *" $package "*) continue ;; esac
		seen="$seen $package "
		# The table above is the only source of what is evaluated.
		[ -z "$package" ] || eval "$check" </dev/null || echo "$package"
	done <<<"$NEEDS"
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

apt() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 \
		-o APT::Get::Assume-Yes=true "$@" </dev/null
}

# The server's package would make and start a cluster of its own: not on a machine that had none.
install_postgresql_common() {
	local conf=/etc/postgresql-common/createcluster.conf
	[ ! -e $conf ] || return 0
	apt install --no-install-recommends postgresql-common
	if ! grep -qs '^create_main_cluster' $conf; then
		echo "setup: $conf: create_main_cluster = false"
		echo 'create_main_cluster = false' | as_root tee -a $conf >/dev/null
	fi
}

# Nor is any other service started by being installed. apt asks this file.
POLICY=/usr/sbin/policy-rc.d
hold_services() {
	[ ! -e $POLICY ] || return 0
	trap 'as_root rm -f $POLICY' EXIT
	printf '#!/bin/sh\nexit 101\n' | as_root tee $POLICY >/dev/null
	as_root chmod 755 $POLICY
}

# What apt does not have.
finish() {
	case " $* " in
	*" majors "*) tests/majors.sh install ;;
	esac
}

cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- build check
packages=$(missing "$@" | xargs)
[ -n "$packages" ] || {
	finish "$@"
	exit
}

echo "setup: missing for $*: $packages"
command="apt-get install --no-install-recommends $packages"
stop() {
	echo "setup: $1. Please run as root: $command" >&2
	exit 1
}
[ -z "${NO_INSTALL:-}" ] || stop "installing is switched off (NO_INSTALL)"
has apt-get || stop "there is no apt-get here"
[ "$(id -u)" -eq 0 ] || has sudo || stop "installing needs root, and there is no sudo"

[ "$(id -u)" -eq 0 ] || command="sudo $command"
echo "setup: running apt-get update, then $command"
apt update || echo "setup: apt-get update failed; trying with the package lists that are here" >&2
UPDATED=yes
hold_services
case " $packages " in *" postgresql "*) install_postgresql_common ;; esac
# shellcheck disable=SC2086 # a list of words
apt install --no-install-recommends $packages
# Nor at the next start of the machine.
for service in nginx-light:nginx prometheus:prometheus prometheus-alertmanager:prometheus-alertmanager \
	pgbouncer:pgbouncer; do
	case " $packages " in
	*" ${service%:*} "*) as_root systemctl disable "${service#*:}.service" >/dev/null 2>&1 || true ;;
	esac
done

packages=$(missing "$@" | xargs)
if [ -n "$packages" ]; then
	echo "setup: still missing after the installation: $packages" >&2
	exit 1
fi
finish "$@"
