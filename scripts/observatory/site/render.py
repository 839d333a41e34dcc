"""Rendering the finished pages with the theme: one build for each language, side by side.

The renderer runs in processes of its own, so that its logging, its environment and its plugins never
touch ours. Run as a module, this file is such a process.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from observatory.errors import RenderError
from observatory.findings import LANGS, Lang
from observatory.site.links import absolute, page_url
from observatory.site.simulated import LABEL, WARNING

PROJECT = Path(__file__).resolve().parents[3]
CONFIG: dict[Lang, str] = {"vi": "mkdocs.yml", "en": "site_src/en.yml"}


def render(
    pages: Path, site: Path, site_url: str, epoch: int, project: Path = PROJECT, *, simulated: bool = False
) -> None:
    """Render ``pages/vi`` to ``site`` and ``pages/en`` to ``site/en``; what lay in ``site`` is removed.

    ``site_url`` is the public address of the site, or ``""``. ``epoch`` is the time of the build in
    seconds since 1970, the only clock that the output knows. ``simulated`` marks every page as one of
    made-up figures, and leaves out of the navigation what such a site does not have. Raises ``RenderError``
    when a build fails or warns.
    """
    english = site.with_name(f"{site.name}.en")
    folders: dict[Lang, Path] = {"vi": site, "en": english}
    addresses = {lang: absolute(site_url, page_url(lang, "")) for lang in LANGS}
    running = {
        lang: _start(lang, pages / lang, folders[lang], addresses[lang], epoch, project, simulated) for lang in LANGS
    }
    said = {lang: process.communicate()[0] for lang, process in running.items()}
    for lang, process in running.items():
        if process.returncode:
            raise RenderError("site-render-failed", lang=lang, detail=said[lang].strip()[-2000:])
    shutil.move(english, site / "en")
    shutil.copytree(project / "site_src" / "assets", site / "assets", dirs_exist_ok=True)


def _start(
    lang: Lang, docs: Path, out: Path, url: str, epoch: int, project: Path, simulated: bool
) -> subprocess.Popen[str]:
    """Start the build of one language."""
    package_root = str(Path(__file__).resolve().parents[2])
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(epoch),
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, [package_root, os.environ.get("PYTHONPATH", "")])),
        "PYTHONUTF8": "1",
    }
    arguments = [str(project / CONFIG[lang]), str(docs.resolve()), str(out.resolve()), url, "1" if simulated else ""]
    return subprocess.Popen(
        [sys.executable, "-m", "observatory.site.render", *arguments],
        env=environment,
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def _build(config_file: str, docs: str, out: str, site_url: str, simulated: str) -> None:
    """Build one language in this process; strict, so a warning of the renderer is an error."""
    import logging

    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    config = load_config(config_file, docs_dir=docs, site_dir=out, site_url=site_url, strict=True)
    if simulated:
        config.nav = [entry for entry in config.nav or [] if all(Path(docs, file).is_file() for file in entry.values())]
        config.extra["simulated"] = {"label": LABEL} | {lang: WARNING.get(lang) for lang in LANGS}
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()


if __name__ == "__main__":
    _build(*sys.argv[1:])
