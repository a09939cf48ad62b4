#!/usr/bin/env bash
# The alerting rules do what tests/alerts says, and the dashboard's expressions are PromQL.
set -eu

if ! command -v promtool >/dev/null; then
	echo "no promtool here"
	exit 77
fi

promtool check rules config/alerts/pgdriftd.rules.yml
promtool test rules tests/alerts/*.test.yml

# Each expression as a recording rule, with what Grafana puts in for its variables. In the file an
# expression is a line of its own.
rules=$(mktemp)
trap 'rm -f "$rules"' EXIT
# shellcheck disable=SC2016 # they are Grafana's variables
{
	printf 'groups:\n- name: dashboard\n  rules:\n'
	sed -n 's/^ *"expr": "\(.*\)",\{0,1\}$/\1/p' config/grafana/pgdriftd.json |
		sed -e 's/\\"/"/g' -e "s/'/''/g" -e 's/\$__rate_interval/5m/g' -e 's/\$[a-z]*/.*/g' |
		awk '{ printf "  - record: expression_%d\n    expr: '\''%s'\''\n", NR, $0 }'
} >"$rules"
count=$(grep -c record "$rules")
[ "$count" -ge 10 ] || {
	echo "only $count expressions found in the dashboard"
	exit 1
}
promtool check rules "$rules" | sed "s,$rules,config/grafana/pgdriftd.json,"
[ "${PIPESTATUS[0]}" -eq 0 ]
