#!/usr/bin/env bash
# What a hook may do, run by nspawn.sh in the sandbox of pgdriftd.service.
set -eux

curl --silent --fail --max-time 5 http://127.0.0.1:8432/livez
logger "a hook of pgdriftd was here"
echo state >"$STATE_DIRECTORY/hook"
echo scratch >/tmp/hook
python=$(command -v python3 || command -v true)
"$python" -c 'import socket; socket.socket()'

# And what it may not.
if touch /etc/hook || ls /root || cat /etc/shadow || unshare -n true; then
	exit 1
fi
