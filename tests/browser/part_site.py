"""A few pages of the site, drawn with figures of a test's own, in a site of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from theme_site import SECTIONS
from visit import BASE

from observatory import results
from observatory.compute import compute
from observatory.findings import LANGS
from observatory.serve import site_server
from observatory.site import charts
from observatory.site import page as written
from observatory.site.finish import finish
from observatory.site.render import render
from observatory.site.site import Site
from observatory.site.templates import Draft, pages
from observatory.tables.load import load
from whole_site import REPOSITORY

Drafts = Callable[[Site], Iterator[Draft]]


@contextmanager
def served(
    folder: Path, packages: Sequence[str], figures: Callable[[Site], Site], chapters: Sequence[Drafts]
) -> Iterator[str]:
    """The address of a site of these ``chapters``, from the project's ``packages`` with ``figures`` put in."""
    for name in packages:
        shutil.copytree(REPOSITORY / "datasets" / name, folder / "datasets" / name)
    catalogue = load([folder / "datasets"]).catalogue
    site = figures(Site(catalogue, compute(catalogue)))
    found = [draft for drafts in chapters for draft in drafts(site)]
    for lang in LANGS:
        for slug in ("", "dia-phuong", *SECTIONS):
            stub = written.Page(slug, lang, slug or "x", slug or "x", "<h1>x</h1>")
            written.write_markdown(stub, folder / "pages")
    for draft in found:
        for page in pages(draft, site.updated):
            written.write_markdown(page, folder / "pages")
    built = folder / "site"
    render(folder / "pages", built, "", 1_795_000_000)
    (built / "assets" / "vega.js").write_text(charts.vega_bundle(), encoding="utf-8")
    charts.write([chart for draft in found for chart in draft.charts], built, built.with_name("drawings"))
    results.write(site.results, built / "tai-ve" / "results")
    finish(built, "")
    server = site_server(built, base=BASE)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.url
    server.shutdown()
