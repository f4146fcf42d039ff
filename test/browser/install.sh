#!/bin/sh
# Installs what the tests of the report's page need, apart from the project's own packages: Chromium from Debian, and
# playwright-core into test/browser/.tools (ignored by Git).
set -eu
command -v chromium > /dev/null || apt-get install -y --no-install-recommends chromium
npm install --prefix "$(dirname "$0")/.tools" --no-save --no-audit --no-fund playwright-core
