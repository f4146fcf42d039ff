#!/usr/bin/env bash
# Keeps one comment of this use of the action in the pull request. It never fails: what it cannot write, the summary has.
#
# Reads VERDICT (empty where nothing was compared), FAILED, MARKDOWN, NUMBER, INPUT_ID, INPUT_PATH, INPUT_REPORT,
# INPUT_REPORT_URL and GH_TOKEN.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
run=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID
list=repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments
# gh takes the host of GitHub Enterprise, and a token for it, from these.
export GH_HOST=${GITHUB_SERVER_URL#*://} GH_ENTERPRISE_TOKEN=${GH_TOKEN:-}

give_up() {
  echo "::notice::netpact: $1; the summary of the run has the verdict"
  exit 0
}

# Whose comment it is: a name of its own, else that of the job and what it compares. No character ends an HTML comment.
id=$(printf '%s' "${INPUT_ID:-$GITHUB_WORKFLOW/$GITHUB_JOB $INPUT_PATH}" | tr '\n' ' ' | tr -c 'A-Za-z0-9._/= -' '_')
mark="<!-- netpact diff: $id -->"

body=$(mktemp "${RUNNER_TEMP:-/tmp}/netpact-comment.XXXXXX") || give_up 'no comment could be prepared'
if [ -n "${VERDICT:-}" ]; then
  cat "$MARKDOWN" > "$body" || give_up 'no comment could be prepared'
  if [ -n "${INPUT_REPORT_URL:-}" ]; then
    link="[The page about this difference]($INPUT_REPORT_URL)"
  elif [ -n "${INPUT_REPORT:-}" ]; then
    link="[The page about this difference is among the artifacts of the run]($run#artifacts)"
  else
    link="[The run]($run)"
  fi
else
  printf '**not compared**: the two sides could not be compared, and nothing is known about this change.\n' > "$body"
  link="[The run says why]($run)"
fi
printf '\n%s\n\n%s\n' "$link" "$mark" >> "$body"

# Whoever may write here could write the mark: only what this very account wrote is edited.
me=$(gh api graphql -f 'query={viewer{login}}' --jq .data.viewer.login) && [ -n "$me" ] ||
  give_up 'no comment was written, because GitHub does not say whose token this is'
comments=$(gh api --paginate "$list?per_page=100" --jq '.[] | {id, login: .user.login, body}') ||
  give_up 'no comment was written, because the comments could not be read'
known=$(printf '%s\n' "$comments" | node "$here/own-comment.mjs" "$me" "$mark") ||
  give_up 'no comment was written, because the comments could not be read'

if [ -n "$known" ]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" -F "body=@$body" > /dev/null ||
    give_up 'the comment could not be brought up to date'
elif [ -z "${VERDICT:-}" ]; then
  :
elif [ "$VERDICT" != equal ] || [ "${FAILED:-}" != false ]; then
  gh api --method POST "$list" -F "body=@$body" > /dev/null ||
    give_up 'the comment could not be written (a pull request from a fork has no right to)'
fi
exit 0
