"""The gallery, docs/gallery.md: `python -m tests.pages.gallery` draws what is missing, `--all` everything anew.

Each of the ten fixed figures is drawn once, and one figure for every crisis that ships: a new scenario appears with the next call. The page
follows from docs/gallery/gallery.json.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.report.claims import fingerprint
from sim.report.figure_names import FIXED
from sim.scenario.load import load
from sim.scenario.shipped import scenario_names, scenario_path
from sim.scenario.world import Scenario

ROOT = Path(__file__).resolve().parents[2]
PAGE, FOLDER = ROOT / "docs/gallery.md", ROOT / "docs/gallery"
FACTS = FOLDER / "gallery.json"
LARGEST = 150_000  # bytes of one picture
WORK = "results/gallery"
NOVEMBER = f"{WORK}/november-2024"
RANGED = f"redline run november-2024 --range -o {NOVEMBER}"
TOLD = {  # code -> the commands that make the figure, the folder it is then in, how its file name begins where several have the code
    "F3": ((RANGED,), NOVEMBER, "drivers"),
    "F5": ((RANGED, f"redline analyse {NOVEMBER}/range"), f"{NOVEMBER}/range/analysis", "rules"),
    "F8": ((RANGED, f"redline report {NOVEMBER} --explain"), NOVEMBER, "gateways-nuclear_use"),
}
HEAD = "<!-- Made by `make gallery` from docs/gallery/gallery.json; a test compares. -->"


@dataclass(frozen=True)
class Item:
    """One picture of the gallery: its file name, the heading it stands under, how it is made and where it then lies."""

    name: str
    heading: str
    commands: tuple[str, ...]
    folder: str
    begins: str


def items() -> list[Item]:
    """Return all pictures: the fixed figures, then a crisis each."""
    found = []
    for one in FIXED:
        commands, folder, begins = TOLD.get(one.code, ((RANGED,), NOVEMBER, one.files[0]))
        found.append(Item(f"{one.code.lower()}-{one.word}", f"{one.code}: {one.shows}", commands, folder, begins))
    for name in crises():
        folder = f"{WORK}/{name}"
        made = (RANGED,) if folder == NOVEMBER else (f"redline run {name} --no-figures -o {folder}", f"redline plot {folder} F1")
        found.append(Item(name, world(name).title, made, folder, "outcome-dots"))
    return found


def crises() -> list[str]:
    """Return the names of the crises that ship, the small ones that exist to be solved exactly left out."""
    return [name for name in scenario_names() if "/" not in name]


def world(name: str) -> Scenario:
    """Return a shipped scenario."""
    return load(Path(str(scenario_path(name))))


def picture(name: str) -> Path:
    """Return the file of a picture: an SVG, or a PNG where that would be too large."""
    drawn = FOLDER / f"{name}.svg"
    return drawn if drawn.is_file() else FOLDER / f"{name}.png"


def small(drawn: str, name: str) -> str:
    """Return an SVG with short ids, and outlines of two decimals, which no eye can tell from more."""
    short = re.sub(rf'(?<=[" #]){re.escape(name)}-', "g-", drawn)
    return re.sub(r' d="[^"]*"', lambda path: re.sub(r"-?\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", path[0]), short)


def drawn(item: Item, done: set[str]) -> dict[str, Any]:
    """Make one picture and return what the page says of it; commands that were done before are not done again."""
    for command in item.commands:
        if command not in done:
            print(command, file=sys.stderr)
            subprocess.run([sys.executable, "-m", "sim.cli", *command.split()[1:], "-q"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
            done.add(command)
    files = sorted((ROOT / item.folder / "figures").glob(f"{item.begins}*.svg"))
    if not files:
        raise SystemExit(f"{item.name}: no {item.begins}*.svg in {item.folder}/figures")
    text = small(files[0].read_text(encoding="utf-8"), files[0].stem)
    for old in FOLDER.glob(f"{item.name}.*"):
        old.unlink()
    if len(text.encode()) < LARGEST:
        (FOLDER / f"{item.name}.svg").write_text(text, encoding="utf-8")
    else:  # many small marks: their outlines take more room than their dots
        shutil.copyfile(files[0].with_suffix(".png"), FOLDER / f"{item.name}.png")
    title, told = (re.search(rf"<{tag}[^>]*>(.*?)</{tag}>", text, flags=re.DOTALL) for tag in ("title", "desc"))
    return {
        "claim": html.unescape(title[1]) if title else "",
        "alt": html.unescape(told[1]) if told else "",
        "commands": list(item.commands),
        "world": drawn_from(item),
    }


def page(facts: dict[str, Any]) -> str:
    """Return the page."""
    lines = [HEAD, "", "# Gallery", ""]
    lines += ["The ten figures by their fixed names, drawn from November 2024, then every crisis that ships. In bold the claim that a figure"]
    lines += [
        "makes of its numbers; all of it is about the model, and levels mean little ([limits](explanation/limits.md)). `make gallery` draws them."
    ]
    known = [item for item in items() if item.name in facts]
    fixed = [item for item in known if item.name not in crises()]
    for title, part in (("Ten figures", fixed), ("Crises", [item for item in known if item not in fixed])):
        lines += ["", f"## {title}"]
        for item in part:
            one = facts[item.name]
            lines += ["", f"### {item.heading}", "", f"**{one['claim']}.**"]
            lines += ["", " ".join(world(item.name).reading.split())] if item.name in crises() else []
            if (ROOT / f"docs/crises/{item.name}.md").is_file():
                lines[-1] += f" [What it rests on, and what it says](crises/{item.name}.md)."
            lines += ["", f"![{bracketed(one['alt'])}](gallery/{picture(item.name).name})", "", "```", *one["commands"], "```"]
    return "\n".join(lines) + "\n"


def drawn_from(item: Item) -> str:
    """Return the fingerprint of the world that a picture shows: a changed scenario is drawn again."""
    return fingerprint(Path(str(scenario_path(item.name if item.name in crises() else "november-2024"))))


def bracketed(text: str) -> str:
    """Return words for the brackets of a picture: those in them escaped."""
    return text.replace("[", "\\[").replace("]", "\\]")


def missing(facts: dict[str, Any]) -> Iterator[Item]:
    """Yield the pictures that are not there, are said to be made in another way, or show a world that has changed."""
    for item in items():
        one = facts.get(item.name, {})
        if not picture(item.name).is_file() or (one.get("commands"), one.get("world")) != (list(item.commands), drawn_from(item)):
            yield item


def main() -> None:
    """Draw, and write the page."""
    FOLDER.mkdir(exist_ok=True)
    shutil.rmtree(ROOT / WORK, ignore_errors=True)  # a folder of another world is no place for this one
    facts = json.loads(FACTS.read_text(encoding="utf-8")) if FACTS.is_file() else {}
    done: set[str] = set()
    for item in items() if "--all" in sys.argv else list(missing(facts)):
        facts[item.name] = drawn(item, done)
    ordered = {item.name: facts[item.name] for item in items() if item.name in facts}
    FACTS.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(ordered), encoding="utf-8")


if __name__ == "__main__":
    main()
