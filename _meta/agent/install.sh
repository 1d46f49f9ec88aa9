#!/bin/sh
# Puts salesforcebeat among the components of an Elastic Agent that is installed on this
# host, and restarts it. To be run again after each upgrade of the Agent.
#
#   sudo ./install.sh [folder of the Agent]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
agent=${1:-}
if [ -z "$agent" ]; then
	for candidate in /opt/Elastic/Agent /var/lib/elastic-agent /Library/Elastic/Agent; do
		if [ -d "$candidate/data" ]; then agent=$candidate; break; fi
	done
fi
if [ ! -d "$agent/data" ]; then
	echo "no Elastic Agent found in \"$agent\": name the folder that has its data folder" >&2
	exit 1
fi

# The newest versioned home is the one that runs, unless the Agent says otherwise.
home=""
for candidate in "$agent"/data/elastic-agent-*/components; do
	[ -d "$candidate" ] || continue
	if [ -z "$home" ] || [ "$candidate" -nt "$home" ]; then home=$candidate; fi
done
if [ -L "$agent/elastic-agent" ]; then
	# On macOS the program is some folders below the versioned home.
	linked=$(dirname "$(readlink -f "$agent/elastic-agent")")
	while [ ! -d "$linked/components" ] && [ "$linked" != / ] && [ "$linked" != . ]; do linked=$(dirname "$linked"); done
	if [ -d "$linked/components" ]; then home=$linked/components; fi
fi
if [ -z "$home" ]; then
	echo "the Agent in \"$agent\" has no folder of components" >&2
	exit 1
fi

# A running binary cannot be written to, but can be replaced.
for file in salesforcebeat salesforcebeat.spec.yml; do
	cp "$here/$file" "$home/.$file.new"
	if [ "$file" = salesforcebeat ]; then chmod 0755 "$home/.$file.new"; else chmod 0644 "$home/.$file.new"; fi
	if [ "$(id -u)" = 0 ]; then chown "$(stat -c %u:%g "$home" 2>/dev/null || stat -f %u:%g "$home")" "$home/.$file.new"; fi
	mv -f "$home/.$file.new" "$home/$file"
done
echo "salesforcebeat is in $home"

if [ "${NO_RESTART:-}" != "" ]; then exit 0; fi
if command -v elastic-agent >/dev/null 2>&1; then
	elastic-agent restart
else
	echo "restart the Agent, so that it sees the component"
fi
