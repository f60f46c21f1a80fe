#!/bin/sh
# Hashes the passwords of Lanbi and of the stations, then becomes the broker.
#   LANBI_MQTT_PASSWORD_FILE  password of the user lanbi
#   STATIONS                  user:password a line
#   DATA                      durable folder of the broker
set -eu
umask 077
DATA=${DATA:-/mosquitto/data}
{
	printf 'lanbi:%s\n' "$(cat "$LANBI_MQTT_PASSWORD_FILE")"
	sed -e 's/\r$//' -e '/^[[:space:]]*#/d' -e '/^[[:space:]]*$/d' "$STATIONS"
} >"$DATA/passwords.new"
if cut -d: -f1 "$DATA/passwords.new" | sort | uniq -d | grep .; then
	echo "these users appear twice (lanbi is taken)" >&2
	exit 1
fi
mosquitto_passwd -U "$DATA/passwords.new"
mv "$DATA/passwords.new" "$DATA/passwords"
if [ "$(id -u)" = 0 ]; then
	chown -R mosquitto: "$DATA"
fi
exec mosquitto -c "${CONF:-/mosquitto/config/mosquitto.conf}"
