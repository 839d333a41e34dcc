#!/usr/bin/env bash
# Makes .venv and installs the locked packages in it; does nothing when they are there already.
# usage: scripts/setup/packages.sh site|test
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

venv=.venv

# Writes the first Python of at least 3.11; $PYTHON, when set, is the only one asked.
find_python() {
    local name
    for name in ${PYTHON:-python3.11 python3 python3.12 python3.13 python3.14}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "Cần Python 3.11 trở lên (Debian: apt install python3 python3-venv)." >&2
    echo "Python 3.11 or later is needed (Debian: apt install python3 python3-venv)." >&2
    return 2
}

# What the environment must have been made from: the lock, the project file, its own place, its Python.
fingerprint() {
    { cat "$1" pyproject.toml; pwd; "$venv/bin/python" --version; } | sha256sum | cut -d ' ' -f 1
}

# True when the stamp of $1 (site or test) fits the lock file $2.
installed() {
    [[ -x $venv/bin/python && -f $venv/$1.stamp && $(<"$venv/$1.stamp") == "$(fingerprint "$2")" ]]
}

# True when .venv has a Python that runs, and something to install with: uv, or a pip of its own.
usable() {
    "$venv/bin/python" -c '' 2>/dev/null &&
        { command -v uv || "$venv/bin/python" -m pip --version; } >/dev/null 2>&1
}

make_venv() {
    local python
    python=$(find_python)
    echo "Tạo môi trường Python / making the Python environment: $venv" >&2
    if command -v uv >/dev/null; then
        uv venv --quiet --clear --python "$python" "$venv"
    else
        "$python" -m venv --clear "$venv"
    fi
}

# Wheels only, each with a hash of the lock; then the project itself, built with what the lock brought. Compiled now,
# as pip does by itself, a program starts three times as fast where Python may not write beside its modules.
install() {
    local -a pip_install=("$venv/bin/python" -m pip --disable-pip-version-check install --quiet)
    if command -v uv >/dev/null; then
        pip_install=(uv pip install --quiet --compile-bytecode --python "$venv/bin/python")
    fi
    "${pip_install[@]}" --only-binary :all: --require-hashes -r "$1"
    "${pip_install[@]}" --no-build-isolation --no-deps -e .
}

case "${1:-}" in
    site) lock=requirements.txt ;;
    test) lock=requirements-dev.txt ;;
    *)
        echo "usage: scripts/setup/packages.sh site|test" >&2
        exit 2
        ;;
esac

# The packages for tests include those for the site.
if installed test requirements-dev.txt || installed "$1" "$lock"; then
    exit 0
fi
if ! usable; then
    make_venv
fi
echo "Cài các gói trong $lock / installing the packages of $lock" >&2
rm -f "$venv"/*.stamp
install "$lock"
fingerprint "$lock" >"$venv/$1.stamp"
