#!/usr/bin/env bash
# Runs pytest with the options given; without Chromium, all but the browser tests, without Spark, all but the Spark
# tests, and says how many those are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

pytest=(.venv/bin/python -m pytest)

# Writes how many tests bear the mark $1.
marked() {
    "${pytest[@]}" --collect-only -q -m "$1" | grep -c '::' || true
}

left=()
notes=()
if ! scripts/setup/browser.sh check; then
    left+=("not browser")
    notes+=("NOT RUN: $(marked browser) browser tests (marked \"browser\"), for there is no Chromium here, or nothing to drive it with (Debian: apt install chromium libatomic1).")
fi
if ! scripts/setup/spark.sh check; then
    left+=("not spark")
    notes+=("NOT RUN: $(marked spark) Spark tests (marked \"spark\"), for there is no Spark here, or no Java to run it (scripts/setup/spark.sh).")
fi
if [[ ${#left[@]} == 0 ]]; then
    exec "${pytest[@]}" "$@"
fi

marks=${left[0]}
if [[ ${#left[@]} == 2 ]]; then
    marks+=" and ${left[1]}"
fi
status=0
"${pytest[@]}" "$@" -m "$marks" || status=$?
printf '%s\n' "${notes[@]}" >&2
exit "$status"
