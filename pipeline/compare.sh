#!/usr/bin/env bash
# compare.sh COMMAND BASE MARKDOWN REPORT: compares BASE with HEAD. Writes the Markdown, and the page where REPORT is not empty;
# prints verdict=… and failed=… . Ends with 0 only where there is a verdict.
#
# Reads INPUT_PATH, INPUT_FAIL_ON, INPUT_CNI, INPUT_CLUSTER and INPUT_OPTIONS.
set -euo pipefail

command=$1
base=$2
markdown=$3
report=$4

fail() {
  echo "${ERROR_PREFIX-::error::}netpact: $1" >&2
  exit "${2:-2}"
}

# One item a line, without the blanks around it; empty lines are none.
lines() { printf '%s\n' "$1" | sed 's/^[[:space:]]*//; s/[[:space:]]*$//; /^$/d'; }

paths=()
case $INPUT_PATH in
  *$'\n'*) while IFS= read -r each; do paths+=("$each"); done < <(lines "$INPUT_PATH") ;;
  *) read -ra paths <<< "$INPUT_PATH" ;;
esac
[ "${#paths[@]}" -gt 0 ] || fail 'path is empty; write what is compared: with: { path: dist/k8s }'

options=()
gates=0
while read -ra words; do
  for what in ${words[@]+"${words[@]}"}; do
    options+=(--fail-on "$what")
    gates=$((gates + 1))
  done
done <<< "${INPUT_FAIL_ON:-}"
if [ -n "${INPUT_CNI:-}" ]; then options+=(--cni "$INPUT_CNI"); fi
while IFS= read -r each; do options+=("$each"); done < <(lines "${INPUT_OPTIONS:-}")

# The profile decides what addresses are; it is that of the base, so that a change is not judged by what it says itself.
if [ -n "${INPUT_CLUSTER:-}" ]; then
  cluster=$INPUT_CLUSTER
  inBase=$base:./$INPUT_CLUSTER
  case $INPUT_CLUSTER in /*) inBase= ;; esac
  if [ -n "$inBase" ] && git -c core.fsmonitor=false cat-file -e "$inBase" 2> /dev/null; then
    cluster=$(mktemp -d "${RUNNER_TEMP:-/tmp}/netpact-cluster.XXXXXX")/$(basename "$INPUT_CLUSTER")
    git -c core.fsmonitor=false show "$inBase" > "$cluster"
    cmp -s "$cluster" "$INPUT_CLUSTER" ||
      echo "::notice::netpact: $INPUT_CLUSTER is changed as well; both sides are judged by what it says in the base" >&2
  fi
  options+=(--cluster "$cluster")
fi

run() {
  local code=0
  : > "$2" || fail "$2 cannot be written"
  node "$command" diff --format "$1" ${options[@]+"${options[@]}"} "$base" HEAD -- "${paths[@]}" > "$2" || code=$?
  [ "$code" -le 1 ] || fail "the two sides could not be compared (exit code $code); the lines above say why" "$code"
  return "$code"
}

# Node ends with 1 as well where it cannot run at all: then there is no verdict.
code=0
run md "$markdown" || code=$?
verdict=$(sed -n '1s/^\*\*\([a-z]*\)\*\*.*/\1/p' "$markdown")
case $verdict in
  equal | narrowed | widened | mixed | undecided) ;;
  *) fail "netpact ended with $code and without a verdict" ;;
esac
failed=false
if [ "$code" -eq 1 ]; then failed=true; fi
# No gate passes on what is not known.
if [ "$verdict" = undecided ] && [ "$gates" -gt 0 ]; then failed=true; fi
printf 'verdict=%s\nfailed=%s\n' "$verdict" "$failed"

if [ -n "$report" ]; then
  # A link of the checkout would be written through.
  folder=$(cd "$(dirname "$report")" 2> /dev/null && pwd -P) || fail "$report cannot be written: there is no such folder"
  case $report in /*) top= ;; *) top=$(pwd -P) ;; esac
  case $folder/ in "$top"/*) ;; *) fail "$report lies behind a link that leads out of the checkout" ;; esac
  [ ! -L "$report" ] || fail "$report is a link; name a file that is none"
  run html "$report" || [ $? -eq 1 ]
  grep '</html>' "$report" > /dev/null || fail "$report could not be written whole"
fi
