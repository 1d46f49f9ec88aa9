#!/bin/sh
# The user that the service runs as, before files are unpacked that belong to it.
set -e
getent group salesforcebeat >/dev/null || groupadd --system salesforcebeat
getent passwd salesforcebeat >/dev/null || useradd --system --gid salesforcebeat \
  --home-dir /var/lib/salesforcebeat --no-create-home --shell /usr/sbin/nologin salesforcebeat
