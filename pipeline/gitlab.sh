#!/usr/bin/env bash
# The GitLab job: compares a merge request with what it is merged into, writes netpact.md and netpact.html, and keeps one note
# in the merge request. Ends with 1 where what NETPACT_FAIL_ON names was found, and with 2 where nothing could be compared.
#
# Reads NETPACT_PATH, NETPACT_FAIL_ON, NETPACT_CNI, NETPACT_CLUSTER, NETPACT_OPTIONS, NETPACT_ID and NETPACT_TOKEN.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
command=$here/../dist/lib/cli/main.js

export ERROR_PREFIX='' WHOLE_HISTORY='fetch the whole history: variables: { GIT_DEPTH: 0 }'
if [ -z "${CI_MERGE_REQUEST_IID:-}" ]; then
  # shellcheck disable=SC2016 # The line is to be written as it stands.
  echo 'netpact: this is no pipeline of a merge request, so that there is nothing to compare with; write: rules: [{ if: $CI_PIPELINE_SOURCE == "merge_request_event" }]' >&2
  exit 2
fi
# In a pipeline of merged results HEAD is the merge, else it is the source branch.
export PULL_HEAD=${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-$CI_COMMIT_SHA} PULL_BASE=${CI_MERGE_REQUEST_DIFF_BASE_SHA:-}
export INPUT_PATH=${NETPACT_PATH:-dist/k8s} INPUT_FAIL_ON=${NETPACT_FAIL_ON:-} INPUT_CNI=${NETPACT_CNI:-}
export INPUT_CLUSTER=${NETPACT_CLUSTER:-} INPUT_OPTIONS=${NETPACT_OPTIONS:-}
unset INPUT_BASE GROUP_HEAD

result=
code=0
rm -f netpact.md netpact.html
base=$(bash "$here/base.sh") || code=$?
if [ "$code" -eq 0 ]; then result=$(bash "$here/compare.sh" "$command" "$base" netpact.md netpact.html) || code=$?; fi
verdict=$(printf '%s\n' "$result" | sed -n 's/^verdict=//p')
failed=$(printf '%s\n' "$result" | sed -n 's/^failed=//p')

if [ -z "$verdict" ]; then
  printf '**not compared**: the two sides could not be compared, and nothing is known about this change.\n' > netpact.md
fi
cat netpact.md

id=$(printf '%s' "${NETPACT_ID:-$CI_JOB_NAME $INPUT_PATH}" | tr '\n' ' ' | tr -c 'A-Za-z0-9._/= -' '_')
NOTE_LINK=$([ -n "$verdict" ] && echo "[The page about this difference]($CI_JOB_URL/artifacts/file/netpact.html)" || echo "[The job says why]($CI_JOB_URL)")
export NOTE_LINK
standing=false
# On equal, and where nothing was compared, a note is only brought up to date.
if [ -z "$verdict" ] || [ "$verdict $failed" = 'equal false' ]; then standing=true; fi
node "$here/gitlab-note.mjs" netpact.md "<!-- netpact diff: $id -->" "$standing" || true

[ "$code" -eq 0 ] || exit "$code"
ERROR_PREFIX='' bash "$here/judge.sh" "$verdict" "$failed"
