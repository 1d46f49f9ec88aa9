#!/bin/sh
# Stops the service when the package goes, and not when it is replaced by a newer one.
set -e
case "$1" in
remove | 0)
  if [ -d /run/systemd/system ]; then
    systemctl disable --now salesforcebeat.service || true
  fi
  ;;
esac
