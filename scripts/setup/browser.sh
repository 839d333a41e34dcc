#!/usr/bin/env bash
# Sees to it that Chromium and what drives it are there for the browser tests: installs Debian's packages when
# that is allowed. Ends with 1 when they are not there. With the word "check" it only looks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# The driver brings a Node.js of its own, which needs the system's libatomic.
ready() {
    command -v chromium >/dev/null && .venv/bin/playwright --version >/dev/null 2>&1
}

if ready; then
    exit 0
fi
if [[ ${1:-} == check ]]; then
    exit 1
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
if ! { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends chromium libatomic1; } >"$log" 2>&1; then
    tail -n 3 "$log" >&2
    exit 1
fi
ready
