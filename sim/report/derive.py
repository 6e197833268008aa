"""Derive every number of a report's first page from the tables beside it: python derive.py DIR. Needs numpy, pyarrow, scipy; nothing of Redline."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from scipy.stats import rankdata

Z = 1.959963984540054  # standard errors to each side of a 95 % interval


def interval(measure: str, p: float, error: float, unseen: float = 0.0) -> tuple[float, float, float]:
    """Return p with its ends: on the log scale for counts, on the logit scale for probabilities; none seen reaches to three in all."""
    if measure.startswith(("answers.", "acts.", "crossings.", "exposure.")):
        factor = np.exp(Z * error / p) if p > 0 else 1.0
        return p, p / factor, p * factor
    if not 0 < p < 1:
        return p, max(0.0, p - unseen), min(1.0, p + unseen)
    odds, half = np.log(p / (1 - p)), Z * error / (p * (1 - p))
    return p, 1 / (1 + np.exp(half - odds)), 1 / (1 + np.exp(-half - odds))


def sums(folder: Path) -> dict[int, dict[str, np.ndarray]]:
    """Return point -> measure -> (sum w, sum ww, sum wy, sum wwy, sum wwyy), added over the blocks of table.csv."""
    found: dict[int, dict[str, np.ndarray]] = {}
    with (folder / "table.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            here = found.setdefault(int(row["point"]), {})
            for column, text in row.items():
                measure, _, kind = column.rpartition(".")
                if kind == "sum_wy" and text:
                    parts = [row["sum_w"], row["sum_ww"], text, row[f"{measure}.sum_wwy"], row[f"{measure}.sum_wwyy"]]
                    here[measure] = here.get(measure, np.zeros(5)) + np.array([float(part) for part in parts])
    return found


def estimate(measure: str, five: np.ndarray) -> tuple[float, float, float]:
    """Return the weighted mean of a measure and its 95 % interval."""
    w, ww, wy, wwy, wwyy = five
    p = wy / w
    error = np.sqrt(max(0.0, wwyy - 2 * p * wwy + p * p * ww)) / w
    sampled = measure in ("clash", "settlement", "collapse", "no_end")
    return interval(measure, p, error, 3 / max(3.0, w * w / ww) if sampled else 0.0)


def run(folder: Path) -> dict[str, tuple[float, ...]]:
    """Return name -> value (and ends of its interval) of a run: its measures, what they are made of, its contrast, its ranges."""
    five = sums(folder)[0]
    found: dict[str, tuple[float, ...]] = {name: estimate(name, parts) for name, parts in five.items()}
    use, clash = found["nuclear_use"][0], found["clash"][0]
    w, ww = next(iter(five.values()))[:2]
    found |= {"histories": (int(w * w / ww), json.loads((folder / "manifest.json").read_text())["points"][0]["histories"])}
    if clash * use > 0 and (folder / "histories.parquet").is_file():
        table = pq.read_table(folder / "histories.parquet", columns=["weight", "clash", "nuclear_use.via_clash"])
        w, t, y = (table[name].to_numpy() for name in ("weight", "clash", "nuclear_use.via_clash"))
        r = (w * y).sum() / (w * t).sum()
        after = interval("after a clash", r, np.sqrt(((w * (y - r * t)) ** 2).sum()) / (w * t).sum())
        found |= {"use after a clash": after, "times as often": tuple(end / use for end in after)}
    for other in sorted(folder.glob("against-*")):
        found |= contrast(pq.read_table(other / "histories.parquet"), pq.read_table(folder / "histories.parquet"))
    found |= ranges(folder / "range", use) if (folder / "range").is_dir() else {}
    return found | (gateways(folder / "explain" / "gateways.csv") if (folder / "explain" / "gateways.csv").is_file() else {})


def gateways(path: Path) -> dict[str, tuple[float, ...]]:
    """Return what follows a state, how many times as often as at the start, and which share comes after it, as redline explain left them."""
    found = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = [f"{name}{end}" for name in ("after", "times", "passing") for end in ("", "_low", "_high")]
            found[f"{row['outcome']} after {row['state']}"] = tuple(float(row[name]) for name in names if row[name])
    return found


def contrast(one: Any, two: Any) -> dict[str, tuple[float, ...]]:
    """Return the paired differences of all measures of two tables of histories: difference, ends, where it starts; how many end otherwise."""
    found: dict[str, tuple[float, ...]] = {}
    w1, w2 = (table["weight"].to_numpy() for table in (one, two))
    told = ("nuclear_use", "clash", "settlement", "collapse", "exposure.")
    for name in (name for name in one.column_names if name.startswith(told) and name != "clash_month" and name in two.column_names):
        y1, y2 = one[name].to_numpy(), two[name].to_numpy()
        p1, p2 = (w1 * y1).sum() / w1.sum(), (w2 * y2).sum() / w2.sum()
        half = Z * np.sqrt((((w2 * (y2 - p2)) / w2.sum() - (w1 * (y1 - p1)) / w1.sum()) ** 2).sum())
        found[f"change of {name}"] = (p2 - p1, p2 - p1 - half, p2 - p1 + half, p1)
    ends = [(table["ending"].to_numpy(), np.isfinite(table["clash_month"].to_numpy())) for table in (one, two)]
    differ = ((ends[0][0] != ends[1][0]) | (ends[0][1] != ends[1][1])).astype(float)
    found["end otherwise"] = estimate("clash", np.array([part.sum() for part in (w2, w2 * w2, w2 * differ, w2 * w2 * differ, w2 * w2 * differ)]))
    return found


def middle(y: np.ndarray) -> tuple[float, float]:
    """Return the 95 % interval of the middle value, from the order of the values."""
    ordered, half = np.sort(y), 0.98 * np.sqrt(len(y))
    return ordered[max(0, int(np.floor(len(y) / 2 - half)) - 1)], ordered[min(len(y) - 1, int(np.ceil(len(y) / 2 + half)))]


def ranges(folder: Path, own: float) -> dict[str, tuple[float, ...]]:
    """Return the level over the sets (5, 50, 95 in 100), which share gives more than the run, and for each factor rank correlation and quarters."""
    points = {point: estimate("nuclear_use", five["nuclear_use"])[0] for point, five in sums(folder).items()}
    with (folder / "points.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if int(row["point"]) > 0]
    y = np.array([points[int(row["point"])] for row in rows])
    found: dict[str, tuple[float, ...]] = {"level over sets": (len(y), *np.quantile(y, (0.05, 0.5, 0.95)))}
    found["sets that give more"] = (float((y > own).mean()),)
    for name in [name for name in rows[0] if name not in ("point", "histories")]:
        x = np.array([float(row[name]) for row in rows])
        r = float(np.corrcoef(rankdata(x), rankdata(y))[0, 1])
        half = Z * np.sqrt((1 + r * r / 2) / (len(y) - 3))
        parts = np.array_split(np.argsort(x, kind="stable"), 4)
        quarters = [value for part in (parts[0], parts[-1]) for value in (np.median(y[part]), *middle(y[part]), x[part[0]], x[part[-1]])]
        found[f"closeness of {name}"] = (r, np.tanh(np.arctanh(r) - half), np.tanh(np.arctanh(r) + half), *quarters)
    return found


if __name__ == "__main__":
    for name, values in run(Path(sys.argv[1])).items():
        print(name, *(f"{value:.6g}" for value in values), sep="\t")
