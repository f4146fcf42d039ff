#!/usr/bin/env bash
# The step of the GitHub Action that compares: finds the base, installs netpact, and gives verdict, summary and page.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/netpact.XXXXXX")
markdown=$folder/netpact-diff.md

base=$(bash "$here/base.sh")
echo "markdown=$markdown" >> "$GITHUB_OUTPUT"
echo "base=$base" >> "$GITHUB_OUTPUT"
command=$(bash "$here/install.sh" "$base" "$folder/installed")

code=0
bash "$here/compare.sh" "$command" "$base" "$markdown" "${INPUT_REPORT:-}" > "$folder/result" || code=$?
cat "$folder/result" >> "$GITHUB_OUTPUT"
# Also where the page could not be written: the verdict is known then.
if [ -s "$folder/result" ]; then cat "$markdown" >> "$GITHUB_STEP_SUMMARY"; fi
exit "$code"
