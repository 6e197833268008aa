"""Pages that are walked: every command they show runs, every file they change is changed, and what they print is what comes out.

On a page, a block ```console holds commands after "$ " and what they print; a line "..." stands for lines left out. A block ```diff changes the
file that its first line names (--- FILE), and a block that follows a line such as "`notes.yaml`:" is that file. `python -m tests.pages.walk
--write` puts in what the commands print now: as many lines as stand there before a "...", all of them where there is none.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WALKED = ("docs/tutorial/first-crisis.md", "docs/how-to/compare.md", "docs/how-to/cite.md")
BLOCK = re.compile(r"(?:^`(?P<file>[\w./-]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<body>.*?)^```$", flags=re.MULTILINE | re.DOTALL)
LEFT_OUT = "..."
DRAWING = ("run", "compare")


@dataclass(frozen=True)
class Call:
    """One command of a page and the lines that the page shows below it."""

    command: str
    shown: tuple[str, ...]


def calls(body: str) -> list[Call]:
    """Return the commands of a console block, each with what it is said to print.

    >>> calls("$ redline --version\\nredline ...\\n")
    [Call(command='redline --version', shown=('redline ...',))]
    """
    parts = re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]
    return [Call(lines[0], tuple(lines[1:])) for lines in (part.rstrip("\n").split("\n") for part in parts)]


def changed(text: str, diff: str) -> str:
    """Return a text with every hunk of a diff put in; a hunk whose old lines do not stand in it exactly once raises ValueError."""
    for hunk in re.split(r"^@@.*\n", diff, flags=re.MULTILINE)[1:]:
        lines = hunk.splitlines(keepends=True)
        old, new = ("".join(line[1:] for line in lines if line[:1] in (" ", sign)) for sign in "-+")
        if text.count(old) != 1:
            raise ValueError(f"these lines stand {text.count(old)} times in the file:\n{old}")
        text = text.replace(old, new)
    return text


def apply(folder: Path, match: re.Match[str]) -> None:
    """Write or change the file that a block speaks of, if it does."""
    if match["kind"] == "diff":
        head, _, diff = match["body"].partition("\n+++")
        path = folder / head.removeprefix("--- ")
        path.write_text(changed(path.read_text(encoding="utf-8"), diff), encoding="utf-8")
    elif match["file"]:
        path = folder / match["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(match["body"], encoding="utf-8")


def printed(command: str) -> list[str]:
    """Return the lines that a `redline` command prints in this process: results, and after a mistake what was said of it."""
    from sim.cli.ending import run

    words = shlex.split(command, comments=True)
    if words[0] != "redline":
        raise ValueError(f"only redline is walked, not {command}")
    if words[1] in DRAWING and "--range" not in words:  # which other tests look at, and which take most of the time
        words = [*words, *({"--no-figures"} - set(words))]
    out, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        code = run(words[1:])
    return (out.getvalue() + (said.getvalue() if code else "")).splitlines()


def agrees(shown: tuple[str, ...], lines: list[str]) -> bool:
    """Return whether what a page shows is what came out; "..." stands for any number of lines.

    >>> agrees(("a", "..."), ["a", "b", "c"]), agrees(("a", "c"), ["a", "b", "c"]), agrees((), ["a"])
    (True, False, True)
    """
    if not shown:
        return True
    pattern = "".join("(?:.*\n)*" if line == LEFT_OUT else re.escape(line) + "\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in lines)) is not None


def walk(page: Path, folder: Path) -> Iterator[tuple[Call, list[str]]]:
    """Do what a page says in a folder, block by block; yield each command with what it printed."""
    before = Path.cwd()
    for match in BLOCK.finditer(page.read_text(encoding="utf-8")):
        apply(folder, match)
        for call in calls(match["body"]) if match["kind"] == "console" else ():
            os.chdir(folder)
            try:
                lines = printed(call.command)
            finally:
                os.chdir(before)
            yield call, lines


def renewed(call: Call, lines: list[str]) -> str:
    """Return the text of a call with what it prints now, as much of it as was shown."""
    kept = [line.rstrip() for line in lines]
    if LEFT_OUT in call.shown:
        first = call.shown.index(LEFT_OUT)
        last = len(call.shown) - first - 1
        kept = [*kept[:first], LEFT_OUT, *(kept[-last:] if last else [])]
    return "\n".join([f"$ {call.command}", *(kept if call.shown else [])])


def main() -> None:
    """Walk every page, and with --write keep what was printed."""
    for name in WALKED:
        page = ROOT / name
        text = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            for call, lines in walk(page, Path(folder)):
                old = "\n".join([f"$ {call.command}", *call.shown])
                new = renewed(call, lines)
                print(new)
                text = text.replace(old, new, 1)
        if "--write" in sys.argv:
            page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    os.environ["NO_COLOR"] = "1"
    main()
