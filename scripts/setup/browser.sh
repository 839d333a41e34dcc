#!/usr/bin/env bash
# Sees to it that Chromium and what drives it are there for the browser tests: installs Debian's packages when
# that is allowed. Ends with 1 when they are not there. With the word "check" it only looks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source scripts/setup/debian.sh

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
install_debian \
    "Cài Chromium của Debian cho các kiểm thử trên trình duyệt / installing Debian's Chromium for the browser tests" \
    chromium libatomic1 || exit 1
ready
