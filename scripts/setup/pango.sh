#!/usr/bin/env bash
# Sees to it that the PDF reports can be made: installs Debian's Pango and Liberation fonts when that is allowed. Ends
# with 1 when they are not there; the site is then made without PDFs. With the word "check" it only looks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source scripts/setup/debian.sh

libraries=(libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0)
font="Liberation Serif"
packages=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation)

ready() {
    local known library
    known=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null) || return 1
    for library in "${libraries[@]}"; do
        [[ $known == *"$library"* ]] || return 1
    done
    [[ $(fc-match -f '%{family[0]}' "$font" 2>/dev/null) == "$font" ]]
}

if ready; then
    exit 0
fi
if [[ ${1:-} == check ]]; then
    exit 1
fi
install_debian \
    "Cài Pango và phông Liberation của Debian cho báo cáo PDF / installing Debian's Pango and Liberation fonts for the PDF reports" \
    "${packages[@]}" || exit 1
ready
