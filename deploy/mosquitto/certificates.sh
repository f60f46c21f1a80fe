#!/bin/sh
# Makes a private authority and the broker's certificate where there are none.
#   TLS   folder for ca.crt (give it to every station), server.crt, server.key
#   NAME  the name under which stations reach the broker
# Replace them by certificates of your own authority where you have one.
set -eu
umask 077
TLS=${TLS:-/tls}
if [ -s "$TLS/server.crt" ]; then
	echo "certificates are there: $TLS"
	exit 0
fi
openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj "/CN=Lanbi MQTT authority" \
	-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
	-keyout "$TLS/ca.key" -out "$TLS/ca.crt"
openssl req -newkey rsa:3072 -nodes -subj "/CN=$NAME" -keyout "$TLS/server.key" -out "$TLS/server.csr"
printf 'subjectAltName=DNS:%s,DNS:mosquitto,DNS:localhost\nextendedKeyUsage=serverAuth\n' "$NAME" >"$TLS/server.ext"
openssl x509 -req -in "$TLS/server.csr" -CA "$TLS/ca.crt" -CAkey "$TLS/ca.key" -CAcreateserial \
	-days 1825 -extfile "$TLS/server.ext" -out "$TLS/server.new"
rm "$TLS/server.csr" "$TLS/server.ext"
chmod 0644 "$TLS/ca.crt" "$TLS/server.new"
# The broker runs as 1883 in the image eclipse-mosquitto, and reads the key.
if [ "$(id -u)" = 0 ]; then
	chown "${BROKER_UID:-1883}" "$TLS/server.key"
	chmod 0711 "$TLS"
fi
mv "$TLS/server.new" "$TLS/server.crt"
