#!/usr/bin/env bash
# judge.sh VERDICT FAILED: passes only where a verdict is known and nothing was found to fail on.
set -euo pipefail

case "$1 $2" in
  'equal false' | 'narrowed false' | 'widened false' | 'mixed false') ;;
  'undecided false') echo "${ERROR_PREFIX-::warning::}netpact: what this change opens and closes was not found out, and fail-on asks for nothing" ;;
  *' true')
    echo "${ERROR_PREFIX-::error::}netpact: the change is $1, and what was asked for says to stop"
    exit 1
    ;;
  *)
    echo "${ERROR_PREFIX-::error::}netpact: nothing was compared"
    exit 2
    ;;
esac
