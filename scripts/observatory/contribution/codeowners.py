"""Write ``.github/CODEOWNERS`` from the package ``methodology/contributors``: who reviews which folder."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from observatory.contribution import owners as contributors
from observatory.contribution.owners import Owners
from observatory.swap import whole

CORE_TEAM = "nhom-nong-cot"
ORGANISATION = "TO-CHUC"  # until there is one on GitHub
CORE = ("/.github/", "/scripts/", "/tests/", "/schemas/", "/site_src/", "/mkdocs.yml", "/pyproject.toml")
_HEAD = """\
# Ai duyệt thư mục nào. Tệp này được viết từ gói methodology/contributors; đừng sửa tay:
#   .venv/bin/python -m observatory.contribution.codeowners --organisation TÊN
# Tên nhóm là đề xuất, chưa lập nhóm nào; TO-CHUC đứng thay cho tên tổ chức trên GitHub. Lập tổ chức và nhóm xong, viết
# lại tệp này với tên thật, quy tắc mới có hiệu lực.
#
# Who reviews which folder. Written from the package methodology/contributors; do not edit by hand.
# The names of teams are a proposal and none has been formed; TO-CHUC stands for the organisation on GitHub. The rules
# hold once both exist and the file has been written again with the true name.

# Tất cả những gì không nêu riêng bên dưới / All that is not named below
"""


def codeowners(owners: Owners, organisation: str) -> str:
    """The file: everything is the core team's, and each unit's folder is the unit's and the core team's.

    The last rule that fits a path holds, so the folders of units come after the rule for everything.
    """
    core = f"@{organisation}/{CORE_TEAM}"
    project = [*CORE, *(f"/datasets/{folder}/" for folder in sorted(owners.core))]
    units = [owner for owner in owners.all if owner.folder not in owners.core]
    lines = [
        f"*  {core}",
        "",
        "# Mã, quy trình, khuôn, phương pháp, số liệu tham chiếu / Code, workflows, schemas, method, reference data",
        *(f"{path}  {core}" for path in project),
        "",
        "# Thư mục của từng đơn vị / The folder of each unit",
        *(f"/datasets/{owner.folder}/  @{organisation}/{owner.team} {core}" for owner in units),
    ]
    return _HEAD + "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file."""
    parser = argparse.ArgumentParser(prog="observatory.contribution.codeowners", description=__doc__)
    parser.add_argument("--organisation", default=ORGANISATION, help="the organisation on GitHub that has the teams")
    parser.add_argument("--datasets", type=Path, default=Path("datasets"), help="our own packages")
    parser.add_argument("--out", type=Path, default=Path(".github/CODEOWNERS"))
    options = parser.parse_args(arguments)
    text = codeowners(contributors.read(options.datasets), options.organisation)
    with whole(options.out) as file:
        file.write(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
