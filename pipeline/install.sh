#!/usr/bin/env bash
# install.sh BASE FOLDER: installs netpact into an empty folder and prints the path of its command. The version and integrity
# are those of the lock file in BASE: what is judged brings a lock file and an .npmrc of its own, and neither is read.
#
# Reads INPUT_VERSION, INPUT_LOCK_FILE and INPUT_REGISTRY.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
base=$1
folder=$2
lockFile=${INPUT_LOCK_FILE:-package-lock.json}

fail() {
  echo "${ERROR_PREFIX-::error::}netpact: $1" >&2
  exit 2
}

inBase() { git -c core.fsmonitor=false cat-file -e "$base:$1" 2> /dev/null; }
show() { git -c core.fsmonitor=false show "$base:$1"; }

mkdir "$folder"
version=${INPUT_VERSION:-}
how=install
if [ -n "$version" ]; then
  case $version in [0-9]*.[0-9]*.[0-9]*) ;; *) fail "version: $version is no exact version; write one: with: { version: 0.1.0 }" ;; esac
  case $version in *[!0-9A-Za-z.+-]*) fail "version: $version is no exact version; write one: with: { version: 0.1.0 }" ;; esac
elif inBase "$lockFile"; then
  code=0
  version=$(show "$lockFile" | (cd "$folder" && node "$here/lock.mjs" 2> lock-problem)) || code=$?
  case $code in
    0) how=ci ;;
    3) ;;
    *) fail "$lockFile of the base $(cat "$folder/lock-problem"); name the version to use: with: { version: 0.1.0 }" ;;
  esac
else
  for other in pnpm-lock.yaml yarn.lock bun.lock; do
    if inBase "$other" && show "$other" | grep 'netpact@' > /dev/null; then
      echo "::notice::netpact: $other is not read; the version that the action pins is used, unless it is named: with: { version: 0.1.0 }" >&2
    fi
  done
fi

cd "$folder"
options=(--ignore-scripts --no-audit --no-fund --registry "${INPUT_REGISTRY:-https://registry.npmjs.org}")
if [ "$how" = ci ]; then
  # Peers that the base does without are not looked for.
  npm ci "${options[@]}" --legacy-peer-deps >&2 || fail "netpact $version, as $lockFile of the base pins it, could not be installed"
else
  if [ -z "$version" ]; then
    version=$(node -p 'require(process.argv[1]).version' "$here/../package.json")
    echo "netpact $version, as the action pins it: $lockFile of the base does not name it" >&2
  fi
  echo '{}' > package.json
  npm install "${options[@]}" --save-exact "netpact@$version" >&2 || fail "netpact $version could not be installed"
fi

command=$folder/node_modules/netpact/dist/lib/cli/main.js
found=$(node "$command" --version) || fail "what was installed does not run"
[ "$found" = "$version" ] || fail "netpact $version was to be installed, and what was installed is $found"
printf '%s\n' "$command"
