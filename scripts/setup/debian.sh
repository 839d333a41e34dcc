# Sourced by the scripts beside it: how they install Debian's packages.

# Says the message $1 and installs the packages that follow. Ends with 1 where that is not allowed or does not work,
# and then shows the end of what was said.
install_debian() {
    local message=$1 log status=0
    local -a as_root=()
    shift
    command -v apt-get >/dev/null || return 1
    if [[ $(id -u) != 0 ]]; then
        sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    echo "$message" >&2
    local -a apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq)
    log=$(mktemp)
    { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "$@"; } >"$log" 2>&1 || status=1
    [[ $status == 0 ]] || tail -n 3 "$log" >&2
    rm -f "$log"
    return "$status"
}
