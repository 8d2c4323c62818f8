"""How fast a large workbook is imported, beside what reading its cells alone costs. python -m benchmarks.projects

Time and peak memory of the whole command (read, map, check, compare, look for duplicates, write), in a process of its
own; the limit is bare calamine on the same file, before each run. Least and median of the runs; CPU beside the wall's
time, which other work on the machine makes longer.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

SCENARIO = "one xlsx of 15 columns, 1 % of the amounts unreadable, 1 % second reports, onto an empty data folder"
EXCLUDED = {"writing the workbook": "is no part of an import", "the terminal's tables": "cut at 20 lines"}
HEAD = ("序号", "项目名称", "项目代码", "投资方", "投资方性质", "总投资（亿元）", "产业类别", "签约方式", "协议类型",
    "签约日期", "区县",
        "联系人", "项目阶段", "来源地", "建设内容")
TREES, STEMS = "榕樟槐桐枫柏杉榆桑柳", "甲乙丙丁戊己庚辛壬癸"
WORKS = ("智能工厂", "数据中心", "产业园", "研发中心", "物流园", "生产线", "总部", "新材料基地")
THINGS = "螺栓轴承齿轮阀门电机泵机床刀具模具芯片传感器光纤电池涂料纤维薄膜仪表锁具灯具支架"
CITY_WORDS = ("民营企业", "国有企业", "外资企业", "其他"), ("智能制造", "数字经济", "科技创新", "其他"), ("现场线下",
    "现场线上", "场外")


def rows(n: int) -> list[list[object]]:
    """Invented projects; the same every time."""
    rng = random.Random(1)  # noqa: S311  repeatable draws, no secret
    made: list[list[object]] = []
    for i in range(n):
        if i % 100 == 99:
            again = list(made[rng.randrange(len(made))])
            made.append([i + 1, f"关于{again[1]}", *again[2:]])
            continue
        company = rng.choice(TREES) + rng.choice(STEMS) + rng.choice(THINGS) + rng.choice(THINGS)
        name = f"{company}{rng.choice(THINGS)}{rng.choice(THINGS)}{rng.choice(WORKS)}项目{i}号"
        amount: object = "待定" if i % 100 == 50 else round(rng.uniform(0.5, 80), 2)
        kinds, sectors, channels = CITY_WORDS
        day = f"2021-{rng.randrange(1, 13):02}-{rng.randrange(1, 28):02}"
        made.append([i + 1, name, "", f"{company}有限公司", rng.choice(kinds), amount, rng.choice(sectors),
                     rng.choice(channels), "合同", day, "榕树区", "项目专员", "签约", "本省", "生产线及配套"])
    return made


def write(path: Path, n: int) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("项目表")
    sheet.append(HEAD)
    for row in rows(n):
        sheet.append(row)
    book.save(path)


def alone(code: str, *args: str) -> dict[str, float]:
    """Run it in a process of its own; its last line is JSON."""
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


TELL = """
import json, resource, sys, time
def tell(since, **more):
    print(json.dumps({"wall_s": time.perf_counter() - since, "cpu_s": time.process_time(),
                      "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, **more}))
"""
BARE = TELL + """
import python_calamine
since = time.perf_counter()
with python_calamine.CalamineWorkbook.from_path(sys.argv[1]) as book:
    rows = len(book.get_sheet_by_index(0).to_python())
tell(since, rows=rows)
"""
IMPORT = TELL + """
since = time.perf_counter()
from banyan.cli.main import main
try:
    main(["projects", "import", sys.argv[1], "--edition", "benchmark", "--yes", "--data", sys.argv[2],
          "--json", sys.argv[3]])
except SystemExit as left:
    assert left.code == 0, left.code
tell(since)
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--runs", type=int, default=1)
    asked.add_argument("--json", type=Path)
    options = asked.parse_args()
    bare, whole, again = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        book, result = Path(folder) / "district.xlsx", Path(folder) / "import.json"
        write(book, options.rows)
        for run in range(options.runs):
            bare.append(alone(BARE, str(book)))
            data = str(Path(folder) / f"data-{run}")
            whole.append(alone(IMPORT, str(book), data, str(result)))
            told = json.loads(result.read_bytes())
            again.append(alone(IMPORT, str(book), data, str(result)))
    read = told["files"][0]
    said = {
        "scenario": SCENARIO, "excluded": EXCLUDED, "rows": read["rows"], "accepted": read["accepted"],
        "rejected": len(read["rejected"]), "duplicates": len(told["duplicates"]), "runs": options.runs,
        "import": measured(whole), "the_same_again": measured(again), "bare_calamine": measured(bare),
        "times_bare_cpu": spread([one["cpu_s"] / other["cpu_s"] for one, other in zip(whole, bare, strict=True)]),
    }
    print(json.dumps(said, ensure_ascii=False, indent=1))
    if options.json is not None:
        options.json.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def measured(runs: list[dict[str, float]]) -> dict[str, list[float]]:
    return {name: spread([run[name] for run in runs]) for name in ("wall_s", "cpu_s", "peak_mib")}


def spread(values: list[float]) -> list[float]:
    """[least, median]"""
    return [round(min(values), 1), round(statistics.median(values), 1)]


if __name__ == "__main__":
    main()
