#!/usr/bin/env bash
# Sees to it that Chromium is there for the browser tests: installs Debian's package when that is allowed.
# Ends with 1 when there is none.
set -euo pipefail

if command -v chromium >/dev/null; then
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    exit 1
fi

as_root=()
if [[ $(id -u) != 0 ]]; then
    if ! sudo -n true 2>/dev/null; then
        exit 1
    fi
    as_root=(sudo -n)
fi

echo "Cài Chromium của Debian cho các kiểm thử trên trình duyệt / installing Debian's Chromium for the browser tests" >&2
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends chromium; } >"$log" 2>&1; then
    tail -n 3 "$log" >&2
    exit 1
fi
command -v chromium >/dev/null
