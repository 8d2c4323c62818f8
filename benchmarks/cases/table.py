"""How fast a table of closed cases is imported, and the same again. python -m benchmarks.cases.table

The whole command in a process of its own, over Banyan Bay: start, read, map, make the cases, write, and the reporters'
contacts beside the journal; then the same table once more, which changes nothing. CPU beside the wall's time.
"""

import argparse
import csv
import json
import random
import tempfile
from pathlib import Path

from benchmarks.projects.__main__ import TELL, alone

HEAD = ("编号", "类别", "上报时间", "立案时间", "派遣时间", "处置时间", "结案时间", "承办单位", "办理结果", "问题描述",
        "地址", "经度", "纬度", "联系电话", "反映人")  # fmt: skip
IMPORT = TELL + """
since = time.perf_counter()
from banyan.cli.main import main
try:
    main(["cases", "import", sys.argv[1], "--map", "hotline", "--yes", "--data", sys.argv[2], *sys.argv[3:]])
except SystemExit as left:
    assert left.code == 0, left.code
tell(since)
"""


def write(path: Path, n: int) -> None:
    """Invented cases of one year, every second with a reporter; the same every time."""
    rng = random.Random(1)  # noqa: S311  repeatable draws, no secret
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEAD)
        for i in range(n):
            day = f"2025-{i % 12 + 1:02d}-{i % 27 + 1:02d}"
            who = (f"139{i:08d}", f"市民{i % 5000}") if i % 2 else ("", "")
            out.writerow([f"RX-{i:06d}", "路面坑洞", f"{day} 08:{i % 60:02d}", f"{day} 09:00", f"{day} 09:30",
                          f"{day} 15:00", f"{day} 17:{i % 60:02d}", "市政道路所", "已解决", f"路面坑洞{i}号，影响通行",
                          f"榕湾路{i % 900}号", f"{119.58 + rng.random() * 0.04:.5f}",
                          f"{25.98 + rng.random() * 0.02:.5f}", *who])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=100_000)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table, data = Path(folder) / "hotline.csv", str(Path(folder) / "data")
        write(table, options.rows)
        first = alone(IMPORT, str(table), data, "--city", "banyan-bay")
        print(json.dumps({"rows": options.rows, "import": first, "the_same_again": alone(IMPORT, str(table), data)}))


if __name__ == "__main__":
    main()
