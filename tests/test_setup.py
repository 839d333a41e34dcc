"""The scripts that set the machine up, run with stand-ins for uv, apt and pytest: nothing is downloaded."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

UV = """#!/bin/sh
echo "uv $*" >>"$LOG"
if [ "$1" = venv ]; then
    for last; do :; done
    rm -rf "$last"
    mkdir -p "$last/bin"
    printf '#!/bin/sh\\n[ "$1" = --version ] && echo Python 3.11.2\\nexit 0\\n' >"$last/bin/python"
    chmod +x "$last/bin/python"
fi
case "$*" in *requirements*) exit "${UV_STATUS:-0}" ;; esac
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small project with the real scripts, and ``bin/`` with the programs that a test allows."""
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "scripts/setup", folder / "scripts/setup")
    (folder / "pyproject.toml").write_text("[project]\n")
    (folder / "requirements.txt").write_text("one==1\n")
    (folder / "requirements-dev.txt").write_text("one==1\ntwo==2\n")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bash", "sh", "cat", "sha256sum", "cut", "mkdir", "chmod", "rm", "id", "env", "mktemp"):
        (programs / name).symlink_to(str(shutil.which(name)))
    for name in ("tail", "dirname", "grep", "sed"):
        (programs / name).symlink_to(str(shutil.which(name)))
    add(programs, "python3", "#!/bin/sh\n")
    add(programs, "uv", UV)
    return folder


def drive(tree: Path) -> None:
    """Give the project a driver for browsers that works."""
    (tree / ".venv/bin").mkdir(parents=True, exist_ok=True)
    add(tree / ".venv/bin", "playwright", "#!/bin/sh\n")


def add(programs: Path, name: str, text: str) -> None:
    (programs / name).unlink(missing_ok=True)
    (programs / name).write_text(text)
    (programs / name).chmod(0o755)


def run(tree: Path, script: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    programs, log = tree.parent / "bin", tree.parent / "log"
    environment = {"PATH": str(programs), "LOG": str(log), "HOME": str(tree.parent), **settings}
    command = [str(tree / "scripts/setup" / script), *arguments]
    return subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False)


def calls(tree: Path) -> list[str]:
    """The lines that the stand-ins have written since they were last read."""
    log = tree.parent / "log"
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


def test_the_first_run_installs_the_lock_and_then_the_project_without_fetching_a_builder(tree: Path) -> None:
    assert run(tree, "packages.sh", "site").returncode == 0
    made, locked, project = calls(tree)
    assert made.startswith("uv venv")
    assert {"--require-hashes", "--only-binary", "requirements.txt"} <= set(locked.split())
    assert {"--no-build-isolation", "--no-deps", "-e"} <= set(project.split())


def test_a_second_run_installs_nothing_and_says_nothing(tree: Path) -> None:
    run(tree, "packages.sh", "site")
    calls(tree)
    again = run(tree, "packages.sh", "site")
    assert (again.returncode, again.stdout, again.stderr, calls(tree)) == (0, "", "", [])


def test_the_packages_for_tests_serve_for_the_site(tree: Path) -> None:
    run(tree, "packages.sh", "test")
    calls(tree)
    assert run(tree, "packages.sh", "site").returncode == 0
    assert calls(tree) == []


def test_the_packages_for_the_site_do_not_serve_for_tests(tree: Path) -> None:
    run(tree, "packages.sh", "site")
    calls(tree)
    run(tree, "packages.sh", "test")
    assert any("requirements-dev.txt" in line for line in calls(tree))


@pytest.mark.parametrize("file", ["requirements.txt", "pyproject.toml"])
def test_a_changed_file_is_installed_in_the_same_environment(tree: Path, file: str) -> None:
    run(tree, "packages.sh", "site")
    calls(tree)
    with (tree / file).open("a") as stream:
        stream.write("three==3\n")
    run(tree, "packages.sh", "site")
    assert [line.split()[1] for line in calls(tree)] == ["pip", "pip"]


def test_a_moved_project_is_installed_again(tree: Path) -> None:
    run(tree, "packages.sh", "site")
    calls(tree)
    moved = tree.rename(tree.with_name("moved"))
    run(moved, "packages.sh", "site")
    assert calls(moved) != []


def test_a_failed_installation_is_tried_again(tree: Path) -> None:
    assert run(tree, "packages.sh", "site", UV_STATUS="1").returncode != 0
    calls(tree)
    assert run(tree, "packages.sh", "site").returncode == 0
    assert calls(tree) != []


def test_an_environment_without_pip_is_made_anew_where_uv_is_gone(tree: Path) -> None:
    run(tree, "packages.sh", "site")
    (tree.parent / "bin/uv").unlink()
    (tree / "requirements.txt").write_text("one==2\n")
    (tree / ".venv/bin/python").write_text('#!/bin/sh\n[ "$1" != -m ]\n')
    add(tree.parent / "bin", "python3", '#!/bin/sh\n[ "$1" != -m ] || { echo "$*" >>"$LOG"; exit 1; }\n')
    calls(tree)
    assert run(tree, "packages.sh", "site").returncode != 0
    assert calls(tree) == ["-m venv --clear .venv"]


def test_a_python_that_is_too_old_is_refused_in_both_languages(tree: Path) -> None:
    (tree.parent / "bin/python3").unlink()
    add(tree.parent / "bin", "old-python", "#!/bin/sh\nexit 1\n")
    refused = run(tree, "packages.sh", "site", PYTHON="old-python")
    assert refused.returncode == 2
    assert "Cần Python 3.11" in refused.stderr
    assert "Python 3.11 or later is needed" in refused.stderr


def test_a_wrong_word_is_a_usage_error(tree: Path) -> None:
    assert run(tree, "packages.sh", "everything").returncode == 2


def test_a_browser_that_is_there_and_can_be_driven_is_enough(tree: Path) -> None:
    add(tree.parent / "bin", "chromium", "#!/bin/sh\n")
    assert run(tree, "browser.sh").returncode == 1
    drive(tree)
    assert run(tree, "browser.sh").returncode == 0
    assert run(tree, "browser.sh", "check").returncode == 0


def test_a_look_installs_nothing(tree: Path) -> None:
    add(tree.parent / "bin", "apt-get", '#!/bin/sh\necho "apt-get $*" >>"$LOG"\n')
    assert run(tree, "browser.sh", "check").returncode == 1
    assert calls(tree) == []


def test_without_apt_there_is_no_browser_and_no_noise(tree: Path) -> None:
    done = run(tree, "browser.sh")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def test_a_user_without_rights_is_not_asked_for_a_password(tree: Path) -> None:
    programs = tree.parent / "bin"
    add(programs, "id", "#!/bin/sh\necho 1000\n")
    add(programs, "apt-get", '#!/bin/sh\necho "apt-get $*" >>"$LOG"\n')
    add(programs, "sudo", '#!/bin/sh\necho "sudo $*" >>"$LOG"\nexit 1\n')
    assert run(tree, "browser.sh").returncode == 1
    assert calls(tree) == ["sudo -n true"]


def test_root_installs_debians_chromium(tree: Path) -> None:
    programs = tree.parent / "bin"
    add(programs, "id", "#!/bin/sh\necho 0\n")
    apt = f"""#!/bin/sh
echo "apt-get $*" >>"$LOG"
case "$*" in *install*) printf '#!/bin/sh\\n' >{programs}/chromium; chmod +x {programs}/chromium ;; esac
"""
    add(programs, "apt-get", apt)
    drive(tree)
    assert run(tree, "browser.sh").returncode == 0
    install = "apt-get -qq install -y --no-install-recommends chromium libatomic1"
    assert calls(tree) == ["apt-get -qq update", install]


def test_an_installation_of_chromium_that_fails_is_not_fatal_to_the_other_tests(tree: Path) -> None:
    programs = tree.parent / "bin"
    add(programs, "id", "#!/bin/sh\necho 0\n")
    add(programs, "apt-get", "#!/bin/sh\necho 'no network' >&2\nexit 100\n")
    done = run(tree, "browser.sh")
    assert done.returncode == 1
    assert "no network" in done.stderr


PYTEST = """#!/bin/sh
echo "$*" >>"$LOG"
case "$*" in *--collect-only*) printf 'a.py::one\\na.py::two[x]\\n\\n2/9 tests collected\\n' ;; esac
exit "${PYTEST_STATUS:-0}"
"""


def with_pytest(tree: Path) -> None:
    (tree / ".venv/bin").mkdir(parents=True, exist_ok=True)
    add(tree / ".venv/bin", "python", PYTEST)


def test_with_a_browser_and_spark_every_test_runs(tree: Path) -> None:
    with_pytest(tree)
    drive(tree)
    add(tree.parent / "bin", "chromium", "#!/bin/sh\n")
    with_spark(tree)
    done = run(tree, "tests.sh", "-n", "2")
    assert (done.returncode, done.stderr) == (0, "")
    assert calls(tree) == ["-m pytest -n 2"]


@pytest.mark.parametrize("status", [0, 1])
def test_without_a_browser_one_line_says_how_many_tests_did_not_run(tree: Path, status: int) -> None:
    with_pytest(tree)
    with_spark(tree)
    done = run(tree, "tests.sh", "-n", "2", PYTEST_STATUS=str(status))
    assert done.returncode == status
    assert calls(tree)[-1] == "-m pytest -n 2 -m not browser"
    (line,) = done.stderr.splitlines()
    assert line.startswith("NOT RUN: 2 browser tests")


def test_without_a_browser_and_spark_a_line_for_each_says_so(tree: Path) -> None:
    with_pytest(tree)
    done = run(tree, "tests.sh", "-n", "2")
    assert calls(tree)[-1] == "-m pytest -n 2 -m not browser and not spark"
    assert [line[:23] for line in done.stderr.splitlines()] == ["NOT RUN: 2 browser test", "NOT RUN: 2 Spark tests "]


JAVA = """#!/bin/sh
echo 'openjdk version "17.0.15" 2025-04-15' >&2
"""
SPARK_LOCK = """one==1 \\
    --hash=sha256:1
setuptools==84.2.1 \\
    --hash=sha256:2
    # via observatory (pyproject.toml)
pyspark==4.3.0 \\
    --hash=sha256:3
"""


def with_spark(tree: Path, java: str = JAVA) -> None:
    """Give the project Java, an environment, and PySpark by the stand-in for uv."""
    (tree / "requirements-spark.txt").write_text(SPARK_LOCK)
    (tree / ".venv/bin").mkdir(parents=True, exist_ok=True)
    if not (tree / ".venv/bin/python").exists():
        add(tree / ".venv/bin", "python", "#!/bin/sh\n")
    add(tree.parent / "bin", "java", java)
    run(tree, "spark.sh")
    calls(tree)


def test_spark_is_built_by_what_was_installed_before_it_and_only_once(tree: Path) -> None:
    add(tree.parent / "bin", "java", JAVA)
    (tree / "requirements-spark.txt").write_text(SPARK_LOCK)
    assert run(tree, "spark.sh").returncode == 1  # no environment yet
    (tree / ".venv/bin").mkdir(parents=True)
    add(tree / ".venv/bin", "python", "#!/bin/sh\n")
    assert run(tree, "spark.sh", "check").returncode == 1
    assert run(tree, "spark.sh").returncode == 0
    builder, spark = calls(tree)
    assert {"--only-binary", "--require-hashes"} <= set(builder.split()) & set(spark.split())
    assert builder.endswith("/setuptools.txt") and "--no-binary" not in builder
    assert spark.endswith("--no-binary pyspark --no-build-isolation -r requirements-spark.txt")
    again = run(tree, "spark.sh")
    assert (again.returncode, again.stdout, again.stderr, calls(tree)) == (0, "", "", [])
    assert run(tree, "spark.sh", "check").returncode == 0


def test_a_changed_lock_or_an_environment_made_anew_asks_for_spark_again(tree: Path) -> None:
    with_spark(tree)
    with (tree / "requirements-spark.txt").open("a") as stream:
        stream.write("two==2\n")
    assert run(tree, "spark.sh", "check").returncode == 1
    assert run(tree, "spark.sh").returncode == 0
    (tree / ".venv/spark.stamp").unlink()
    assert run(tree, "spark.sh", "check").returncode == 1


@pytest.mark.parametrize("version", ["1.8.0_402", "11.0.2"])
def test_spark_needs_a_java_that_is_not_too_old(tree: Path, version: str) -> None:
    with_spark(tree)
    add(tree.parent / "bin", "java", JAVA.replace("17.0.15", version))
    assert run(tree, "spark.sh", "check").returncode == 1


def test_a_failed_installation_of_spark_is_said_and_not_fatal(tree: Path) -> None:
    add(tree.parent / "bin", "java", JAVA)
    (tree / "requirements-spark.txt").write_text(SPARK_LOCK)
    (tree / ".venv/bin").mkdir(parents=True)
    add(tree / ".venv/bin", "python", "#!/bin/sh\n")
    add(tree.parent / "bin", "uv", "#!/bin/sh\necho 'no network'\nexit 2\n")
    done = run(tree, "spark.sh")
    assert done.returncode == 1
    assert "no network" in done.stderr
    assert not (tree / ".venv/spark.stamp").exists()


def test_root_installs_debians_java(tree: Path) -> None:
    programs = tree.parent / "bin"
    (tree / "requirements-spark.txt").write_text(SPARK_LOCK)
    (tree / ".venv/bin").mkdir(parents=True)
    add(tree / ".venv/bin", "python", "#!/bin/sh\n")
    add(programs, "id", "#!/bin/sh\necho 0\n")
    (tree / "java").write_text(JAVA)
    apt = f"""#!/bin/sh
echo "apt-get $*" >>"$LOG"
case "$*" in *install*) cat {tree}/java >{programs}/java; chmod +x {programs}/java ;; esac
"""
    add(programs, "apt-get", apt)
    assert run(tree, "spark.sh").returncode == 0
    install = "apt-get -qq install -y --no-install-recommends default-jre-headless"
    assert calls(tree)[:2] == ["apt-get -qq update", install]


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[\S+\])?==(\S+) ", "\n".join(lines), re.MULTILINE))


def test_the_two_locks_agree_so_that_one_environment_serves_both() -> None:
    site, test = pins("requirements.txt"), pins("requirements-dev.txt")
    assert len(site) > 40
    assert site.items() <= test.items()
    assert {"hatchling", "editables"} <= site.keys()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_has_hashes_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--index|--find-links|--trusted-host", text)
    entries = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize(
    "path",
    [
        ".ci/run",
        "scripts/setup/packages.sh",
        "scripts/setup/browser.sh",
        "scripts/setup/pango.sh",
        "scripts/setup/spark.sh",
        "scripts/setup/tests.sh",
    ],
)
def test_scripts_can_be_run_and_parse(path: str) -> None:
    assert os.access(ROOT / path, os.X_OK)
    subprocess.run(["bash", "-n", str(ROOT / path)], check=True)


LIBRARIES = "libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0"


def with_pango(programs: Path, libraries: str = LIBRARIES, font: str = "Liberation Serif") -> None:
    """Programs that name the libraries and the font that are there."""
    add(programs, "ldconfig", f"#!/bin/sh\necho '{libraries}'\n")
    add(programs, "fc-match", f"#!/bin/sh\nprintf '%s' '{font}'\n")


@pytest.mark.parametrize(
    ("libraries", "font", "status"),
    [
        (LIBRARIES, "Liberation Serif", 0),
        ("libpango-1.0.so.0 libpangoft2-1.0.so.0", "Liberation Serif", 1),
        (LIBRARIES, "DejaVu Serif", 1),
    ],
)
def test_pdfs_need_every_library_and_the_font(tree: Path, libraries: str, font: str, status: int) -> None:
    with_pango(tree.parent / "bin", libraries, font)
    assert run(tree, "pango.sh", "check").returncode == status
    done = run(tree, "pango.sh")
    assert (done.returncode, done.stdout, done.stderr) == (status, "", "")


def test_root_installs_debians_pango_and_the_font(tree: Path) -> None:
    programs = tree.parent / "bin"
    with_pango(programs, "", "")
    add(programs, "id", "#!/bin/sh\necho 0\n")
    add(programs, "apt-get", '#!/bin/sh\necho "apt-get $*" >>"$LOG"\n')
    assert run(tree, "pango.sh").returncode == 1  # what was installed is looked at, not believed
    packages = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation"
    install = f"apt-get -qq install -y --no-install-recommends {packages}"
    assert calls(tree) == ["apt-get -qq update", install]
