#!/bin/sh
# Sets up an org for Filebeat: creates a key and a certificate, deploys the app and the permission
# set, creates the user, writes filebeat.yml, and runs "salesforcebeat test salesforce".
# See README.md.
set -eu

usage() {
	cat <<'USAGE'
usage: setup.sh --org ALIAS --username NAME --email ADDRESS [options]

  --org ALIAS         the org, as "sf org login web --alias ALIAS" named it
  --username NAME     the user to create, such as filebeat@acme.example
  --email ADDRESS     where Salesforce sends mail about the app and the user
  --out FOLDER        where the key and filebeat.yml go (default: out, beside this script)
  --client-id KEY     the consumer key, if the org does not show it to the Metadata API
  --audience URL      https://login.salesforce.com for production, the org's URL otherwise
  --dry-run           print what would be done, and change nothing
USAGE
}

fail() {
	echo "setup.sh: $*" >&2
	exit 1
}

here=$(cd "$(dirname "$0")" && pwd)
org='' username='' email='' client_id='' audience='' dry_run=''
out=$here/out
while [ $# -gt 0 ]; do
	case $1 in
	--dry-run) dry_run=1 ;;
	-h | --help)
		usage
		exit 0
		;;
	--org | --username | --email | --out | --client-id | --audience)
		[ $# -ge 2 ] || fail "$1 needs a value"
		case $1 in
		--org) org=$2 ;;
		--username) username=$2 ;;
		--email) email=$2 ;;
		--out) out=$2 ;;
		--client-id) client_id=$2 ;;
		--audience) audience=$2 ;;
		esac
		shift
		;;
	*)
		usage >&2
		fail "unknown option $1"
		;;
	esac
	shift
done
if [ -z "$org" ] || [ -z "$username" ] || [ -z "$email" ]; then
	usage >&2
	fail "--org, --username and --email are required"
fi
case $out in
/*) ;;
*) out=$PWD/$out ;; # the script changes its folder
esac
# These go into SOQL, XML and YAML, so they may not have characters that mean something there.
for value in "$org" "$username" "$email" "$client_id" "$audience"; do
	case $value in
	*[!A-Za-z0-9@._:/+-]*) fail "\"$value\" has a character that is not allowed here" ;;
	esac
done

run() {
	echo "+ $*"
	[ -n "$dry_run" ] || "$@"
}

# query prints the first value of the first row of a query, or nothing.
query() {
	sf data query --target-org "$org" --result-format csv --query "$1" | sed -n 2p | tr -d '"\r'
}

for program in openssl sf salesforcebeat; do
	command -v "$program" >/dev/null || [ -n "$dry_run" ] || fail "$program is not in PATH"
done

echo "1. Key and certificate in $out"
if [ -e "$out/salesforce.key" ]; then
	echo "   keeping $out/salesforce.key"
else
	run mkdir -p "$out"
	umask 077
	run openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 365 -subj /CN=filebeat \
		-keyout "$out/salesforce.key" -out "$out/salesforce.crt"
fi

echo "2. The app and the permission set"
# The project is copied, so that nothing of this org is written into the clone.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$here/force-app" "$here/sfdx-project.json" "$work"
source=$work/force-app/main/default
settings=$source/extlClntAppGlobalOauthSets/Filebeat_glbloauth.ecaGlblOauth-meta.xml
permissions=$source/permissionsets/Filebeat_Collector.permissionset-meta.xml
if [ -z "$dry_run" ]; then
	awk -v certificate="$out/salesforce.crt" '
		/<certificate>CERTIFICATE</ {
			printf "    <certificate>"
			while ((getline line < certificate) > 0) print line
			print "</certificate>"
			next
		}
		{ print }' "$settings" >"$settings.new"
	mv "$settings.new" "$settings"
	sed "s|security@acme.example|$email|" "$source/externalClientApps/Filebeat.eca-meta.xml" >"$work/app"
	mv "$work/app" "$source/externalClientApps/Filebeat.eca-meta.xml"

	# The API name of this permission is not documented: ask the org for it by its label.
	field=$(query "SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'PermissionSet' AND Label = 'View Event Log Object Data'")
	if [ -n "$field" ]; then
		sed "s|^</PermissionSet>|    <userPermissions><enabled>true</enabled><name>${field#Permissions}</name></userPermissions>\\
&|" "$permissions" >"$work/set"
		mv "$work/set" "$permissions"
	else
		echo "   the org has no permission \"View Event Log Object Data\": skipped"
	fi
fi
# sf looks for sfdx-project.json in the folder that it runs in.
echo "+ cd $work"
cd "$work"
# First the app and the permission set, then the policy that refers to both.
run sf project deploy start --target-org "$org" \
	--metadata PermissionSet --metadata ExternalClientApplication \
	--metadata ExtlClntAppGlobalOauthSettings --metadata ExtlClntAppOauthSettings
run sf project deploy start --target-org "$org" \
	--metadata ExtlClntAppConfigurablePolicies --metadata ExtlClntAppOauthConfigurablePolicies

echo "3. The user $username"
profile=PROFILE_ID
existing=''
if [ -z "$dry_run" ]; then
	profile=$(query "SELECT Id FROM Profile WHERE Name = 'Minimum Access - API Only Integrations'")
	[ -n "$profile" ] || fail "the org has no profile \"Minimum Access - API Only Integrations\": it needs a license Salesforce Integration"
	existing=$(query "SELECT Id FROM User WHERE Username = '$username'")
fi
if [ -n "$existing" ]; then
	echo "   keeping the user, which exists"
else
	run sf data create record --target-org "$org" --sobject User --values \
		"Username='$username' LastName='Filebeat' Alias='filebeat' Email='$email' ProfileId='$profile' TimeZoneSidKey='GMT' LocaleSidKey='en_US' EmailEncodingKey='UTF-8' LanguageLocaleKey='en_US'"
fi
license=''
assigned=''
if [ -z "$dry_run" ]; then
	license=$(query "SELECT Id FROM PermissionSetLicenseAssign WHERE PermissionSetLicense.DeveloperName = 'SalesforceAPIIntegrationPsl' AND Assignee.Username = '$username'")
	assigned=$(query "SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Filebeat_Collector' AND Assignee.Username = '$username'")
fi
[ -n "$license" ] || run sf org assign permsetlicense --target-org "$org" --name SalesforceAPIIntegrationPsl --on-behalf-of "$username"
[ -n "$assigned" ] || run sf org assign permset --target-org "$org" --name Filebeat_Collector --on-behalf-of "$username"

echo "4. $out/filebeat.yml"
url=https://acme.my.salesforce.com
if [ -z "$dry_run" ]; then
	url=$(sf org display --target-org "$org" --json | sed -n 's/.*"instanceUrl": *"\([^"]*\)".*/\1/p')
	[ -n "$url" ] || fail "sf org display does not show the URL of the org"
	if [ -z "$client_id" ]; then
		sf project retrieve start --target-org "$org" --metadata ExtlClntAppGlobalOauthSettings >/dev/null
		client_id=$(sed -n 's|.*<consumerKey>\(.*\)</consumerKey>.*|\1|p' "$settings")
	fi
	[ -n "$client_id" ] || fail "the org does not show the consumer key: copy it from Setup > External Client App Manager > Filebeat > Settings, and run this again with --client-id"
	cat >"$out/filebeat.yml" <<YAML
filebeat.inputs:
- type: salesforce
  id: $org
  url: $url
  auth.oauth2.jwt_bearer_flow:
    client.id: "$client_id"
    client.username: $username
    client.key_path: $out/salesforce.key
    client.cert_path: $out/salesforce.crt
    url: ${audience:-https://login.salesforce.com}

output.console.pretty: true
YAML
fi

echo "5. The check (a new app is known after two to ten minutes)"
run salesforcebeat test salesforce -c "$out/filebeat.yml"
