#!/usr/bin/env bash
# The man page is well-formed mdoc.
set -eu

command -v mandoc >/dev/null || {
	echo "mandoc is not here"
	exit 77
}
mandoc -T lint -W warning config/pgdriftd.8
