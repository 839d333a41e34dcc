#!/usr/bin/env bash
# Sees to it that Java and PySpark are there for the tests of the Spark engine: installs Debian's headless Java when
# that is allowed, and PySpark from its lock. Ends with 1 when they are not there. With the word "check" it only looks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source scripts/setup/debian.sh

venv=.venv
lock=requirements-spark.txt

# Spark needs Java 17 or later.
java_ready() {
    command -v java >/dev/null && java -version 2>&1 | grep -qE 'version "(1[7-9]|[2-9][0-9])'
}

# The stamp lies in the environment, so that an environment made anew has none.
packages_ready() {
    [[ -f $venv/spark.stamp && $(<"$venv/spark.stamp") == "$(fingerprint)" ]]
}

fingerprint() {
    sha256sum <"$lock" | cut -d ' ' -f 1
}

install_java() {
    install_debian "Cài Java của Debian cho các kiểm thử Spark / installing Debian's Java for the Spark tests" \
        default-jre-headless
}

# PySpark comes as source: the tool that builds it is installed first, and nothing is fetched while it is built.
install_packages() {
    local -a pip_install=("$venv/bin/python" -m pip --disable-pip-version-check install --quiet)
    if command -v uv >/dev/null; then
        pip_install=(uv pip install --quiet --compile-bytecode --python "$venv/bin/python")
    fi
    pip_install+=(--only-binary :all: --require-hashes)
    echo "Cài các gói trong $lock / installing the packages of $lock" >&2
    sed -n '/^setuptools==/,/^ *#/p' "$lock" >"$work/setuptools.txt"
    quietly "${pip_install[@]}" -r "$work/setuptools.txt" &&
        quietly "${pip_install[@]}" --no-binary pyspark --no-build-isolation -r "$lock" &&
        fingerprint >"$venv/spark.stamp"
}

# Runs a command and shows the end of what it said only where it failed.
quietly() {
    if ! "$@" >"$work/log" 2>&1; then
        tail -n 3 "$work/log" >&2
        return 1
    fi
}

if java_ready && packages_ready; then
    exit 0
fi
if [[ ${1:-} == check || ! -x $venv/bin/python ]]; then
    exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
java_ready || install_java
packages_ready || install_packages
java_ready && packages_ready
