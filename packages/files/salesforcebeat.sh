#!/bin/sh
# Runs salesforcebeat with the folders of the package, and with the variables that the
# service has, so that what is tested by hand is what the service runs.
environment=/etc/salesforcebeat/environment
if [ -r "$environment" ]; then
  # No shell reads it for the service, so nothing in a value is expanded here either.
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line#"${line%%[![:space:]]*}"}
    case $line in
    '#'* | ';'*) continue ;;
    *=*) ;;
    *) continue ;;
    esac
    name=${line%%=*} value=${line#*=}
    name=${name%"${name##*[![:space:]]}"}
    value=${value#"${value%%[![:space:]]*}"}
    value=${value%"${value##*[![:space:]]}"}
    case $name in '' | [0-9]* | *[!A-Za-z0-9_]*) continue ;; esac
    case $value in \"*\" | \'*\') value=${value#?} value=${value%?} ;; esac
    export "$name=$value"
  done <"$environment"
elif [ -e "$environment" ]; then
  echo "$environment cannot be read by this user: the variables in it are not set" >&2
fi

exec /usr/share/salesforcebeat/bin/salesforcebeat \
  --path.home /usr/share/salesforcebeat \
  --path.config /etc/salesforcebeat \
  --path.data /var/lib/salesforcebeat \
  --path.logs /var/log/salesforcebeat \
  "$@"
