"""`python -m tests.mutations`: every single mistake at every node of every shipped file, and what became of it (an hour; `--every 20`: a sample)."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from itertools import islice
from pathlib import Path

from tests.mutations.kinds import Bench, Cells, shipped


def main() -> int:
    """Go through all files, print a row for each and what was not right, and return 1 where something was not."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations")
    parser.add_argument("--every", type=int, default=1, help="take one mutant in so many")
    parser.add_argument("--only", default="", help="files whose names hold this")
    parser.add_argument("--out", type=Path, default=None, help="write the figures there as JSON")
    asked = parser.parse_args()
    table, wrong = [], list[str]()
    for one in [*(one for one in shipped() if asked.only in one.name), *([None] if asked.only in "history" else [])]:
        started = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            bench: Bench | Cells = Bench(one, Path(folder)) if one else Cells(Path(folder))
            name, counts = bench.one.name, Counter[str]()
            for mutant in islice(bench.mutants(), 0, None, asked.every):
                answer = bench.judge(*mutant)
                counts[answer.what] += 1
                if not answer.right:
                    wrong.append(f"{name}: {mutant}: {answer.what}: {answer.told}")
            row = {"file": name, "mutants": counts.total(), **{what: counts[what] for what in ("refused", "another", "the same")}}
            if isinstance(bench, Bench):
                slips = [bench.suggests(*slip) for slip in islice(bench.misspellings(), 0, None, asked.every)]
                row |= {"misspelt": len(slips), "suggested": sum(slip.right for slip in slips)}
        table.append(row | {"cpu_seconds": round(time.process_time() - started, 1)})
        print(json.dumps(table[-1]), flush=True)
    for line in wrong:
        print(line)
    total = {key: sum(row.get(key, 0) for row in table) for key in ("mutants", "refused", "another", "the same", "misspelt", "suggested")}
    print(json.dumps(total | {"wrong": len(wrong)}))
    if asked.out:
        asked.out.write_text(json.dumps({"files": table, "total": total | {"wrong": len(wrong)}}, indent=1) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
