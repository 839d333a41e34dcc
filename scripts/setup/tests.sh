#!/usr/bin/env bash
# Runs pytest with the options given; without Chromium, all but the browser tests, and says how many those are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

pytest=(.venv/bin/python -m pytest)
if scripts/setup/browser.sh check; then
    exec "${pytest[@]}" "$@"
fi

count=$("${pytest[@]}" --collect-only -q -m browser | grep -c '::' || true)
status=0
"${pytest[@]}" "$@" -m 'not browser' || status=$?
echo "NOT RUN: $count browser tests (marked \"browser\"), for there is no Chromium here, or nothing to drive it with (Debian: apt install chromium libatomic1)." >&2
exit "$status"
