#!/bin/sh
# Runs once before Lanbi and Grafana start, in the image of InfluxDB: buckets with
# long shards, their mapping for InfluxQL, tokens that may do no more than needed.
# Running it again changes nothing.
set -eu
umask 077
# Each program sees the folder with its own secrets only.
FOR_LANBI=${FOR_LANBI:-/secrets/lanbi} FOR_GRAFANA=${FOR_GRAFANA:-/secrets/grafana}
store() { # store FILE VALUE
	[ -n "$2" ] || { echo "$1 would be empty" >&2; exit 1; }
	printf %s "$2" >"$1.new"
	chmod 0444 "$1.new"
	mv "$1.new" "$1"
}
chmod 0755 "$FOR_LANBI" "$FOR_GRAFANA"
store "$FOR_LANBI/mqtt.password" "$LANBI_MQTT_PASSWORD"
store "$FOR_LANBI/web.token" "$LANBI_WEB_TOKEN"

export INFLUX_HOST=http://influxdb:8086 INFLUX_TOKEN="$INFLUX_ADMIN_TOKEN" INFLUX_ORG=lanbi
id_of() { influx bucket list --hide-headers --name "$1" 2>/dev/null | cut -f1; }
bucket() { # bucket NAME RETENTION SHARD
	if [ -z "$(id_of "$1")" ]; then
		influx bucket create --name "$1" --retention "$2" --shard-group-duration "$3" >/dev/null
		influx v1 dbrp create --db "$1" --rp autogen --default --bucket-id "$(id_of "$1")" >/dev/null
	fi
}
bucket lanbi 0 520w
bucket lanbi_raw 90d 1w
token() { # token FILE RIGHTS…: a token in a file that is not there yet
	file=$1
	shift
	[ -s "$file" ] || store "$file" "$(influx auth create --json --description "${file##*/}" "$@" |
		sed -n 's/^.*"token": *"\([^"]*\)".*$/\1/p')"
}
hot=$(id_of lanbi) raw=$(id_of lanbi_raw)
token "$FOR_LANBI/influx.token" --read-bucket "$hot" --write-bucket "$hot" --read-bucket "$raw" --write-bucket "$raw"
token "$FOR_GRAFANA/grafana.token" --read-bucket "$hot"
echo "buckets and tokens are there"
