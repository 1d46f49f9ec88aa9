#!/bin/sh
# Runs salesforcebeat with the folders of the package.
exec /usr/share/salesforcebeat/bin/salesforcebeat \
  --path.home /usr/share/salesforcebeat \
  --path.config /etc/salesforcebeat \
  --path.data /var/lib/salesforcebeat \
  --path.logs /var/log/salesforcebeat \
  "$@"
