#!/usr/bin/env bash
# Prints the commit that HEAD is compared with in a pull request: where the two parted. What has none fails, with the line
# to write; a comparison of HEAD with itself would be equal, whatever was changed.
#
# Reads EVENT, INPUT_BASE, PULL_BASE and PULL_HEAD, GROUP_BASE and GROUP_HEAD, PUSH_BEFORE, PUSH_REF and DEFAULT_BRANCH.
set -euo pipefail

fail() {
  echo "${ERROR_PREFIX-::error::}netpact: $1" >&2
  exit 2
}

git() { command git -c core.fsmonitor=false "$@"; }

wholeHistory=${WHOLE_HISTORY:-give actions/checkout the whole history: with: \{ fetch-depth: 0 \}}

# The commit that a word means.
commitOf() {
  git rev-parse --verify --quiet --end-of-options "$1^{commit}" ||
    fail "$2 ($1) is no commit of this clone; $wholeHistory. A branch is named as Git knows it here: origin/main"
}

# Fails unless HEAD is, or was made from, what the event is about.
mustHold() {
  local tip
  tip=$(commitOf "$1" "$2") || exit
  git merge-base --is-ancestor "$tip" HEAD ||
    fail "HEAD does not hold $2 ($1), so that it cannot be judged; check it out ($wholeHistory and ref: $1)"
}

# The last commit that a revision and HEAD have in common.
partedFrom() {
  local from bases
  from=$(commitOf "$1" "$2") || exit
  if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
    fail "where HEAD and $2 ($1) parted is not known in a shallow clone; $wholeHistory"
  fi
  bases=$(git merge-base --all "$from" HEAD) || fail "HEAD and $2 ($1) have no commit in common; name another: with: { base: COMMIT }"
  case $bases in *$'\n'*) fail "HEAD and $2 ($1) parted at several commits; name one of them: with: { base: ${bases%%$'\n'*} }" ;; esac
  printf '%s\n' "$bases"
}

# The base of a change: what a merge commit of the tip was merged into, else where HEAD left the target.
baseOf() {
  if [ "$(git rev-parse --verify --quiet 'HEAD^2' || true)" = "$2" ]; then
    git rev-parse --verify 'HEAD^1'
  else
    partedFrom "$1" "$3"
  fi
}

head=$(commitOf HEAD 'what is checked out')
mayBeHead=false
if [ -n "${PULL_HEAD:-}" ]; then mustHold "$PULL_HEAD" 'the pull request'; fi
if [ -n "${GROUP_HEAD:-}" ]; then mustHold "$GROUP_HEAD" 'the merge group'; fi

if [ -n "${INPUT_BASE:-}" ]; then
  base=$(partedFrom "$INPUT_BASE" 'base')
elif [ -n "${PULL_HEAD:-}" ]; then
  base=$(baseOf "${PULL_BASE:-}" "$PULL_HEAD" 'the base of the pull request')
elif [ -n "${GROUP_HEAD:-}" ]; then
  base=$(partedFrom "${GROUP_BASE:-}" 'the base of the merge group')
elif [ "${EVENT:-}" = push ]; then
  case ${PUSH_BEFORE:-} in
    *[!0]*)
      # What was on the branch before, also where a push dropped commits of it.
      base=$(commitOf "$PUSH_BEFORE" 'what was pushed to')
      ;;
    *)
      case ${PUSH_REF:-} in
        "refs/heads/${DEFAULT_BRANCH:-}") fail "the first push to ${DEFAULT_BRANCH} has no base; write it: with: { base: COMMIT }" ;;
        refs/heads/*) ;;
        *) fail "a push of ${PUSH_REF:-a tag} has no base; write it: with: { base: v1.0.0 }" ;;
      esac
      # A new branch without a commit of its own changes nothing.
      base=$(partedFrom "origin/${DEFAULT_BRANCH:-}" 'the default branch')
      mayBeHead=true
      ;;
  esac
else
  fail "the event ${EVENT:-(none)} has no base to compare with; write it: with: { base: origin/${DEFAULT_BRANCH:-main} }"
fi

if [ "$base" = "$head" ] && [ "$mayBeHead" = false ]; then
  fail "the base is HEAD itself or comes after it, so that nothing is compared; write another: with: { base: \${{ github.event.before }} }, or check out what is to be judged"
fi
printf '%s\n' "$base"
