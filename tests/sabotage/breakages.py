"""Ways to break the product on purpose, each with the tests that ought to turn red; `python -m tests.sabotage` tries them all.

A breakage replaces one piece of one file by another. The piece must stand there exactly once: where the code has moved, the breakage says so
and must be moved too. Breakages of rules run without the compiler wherever their tests are small, since a changed rule is a kernel to compile.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Breakage:
    """One way to break the product."""

    name: str
    file: str  # from the root of the repository
    old: str
    new: str
    tests: tuple[str, ...]  # arguments of pytest: what ought to catch it
    compiled: bool = True  # False: its tests run as plain Python

    def broken(self, text: str) -> str:
        """Return the text of the file with the breakage in it.

        Raises
        ------
        ValueError                     where the piece does not stand there exactly once
        """
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: the piece of {self.file} stands there {text.count(self.old)} times, not once; move the breakage")
        return text.replace(self.old, self.new)


BREAKAGES = (
    # ---- what lies on disk
    Breakage(
        "a shard is not flushed to the disk",
        "sim/results/files.py",
        "                file.flush()\n                os.fsync(file.fileno())\n",
        "",
        ("tests/experiment/test_power.py",),
    ),
    Breakage(
        "the name of a new file is not flushed to the disk",
        "sim/results/files.py",
        "            raise\n        flush_folder(path.parent)\n",
        "            raise\n",
        ("tests/experiment/test_power.py",),
    ),
    Breakage(
        "files are written in place, not renamed when whole",
        "sim/results/files.py",
        "            os.replace(temporary, path)\n",
        "            path.write_bytes(temporary.read_bytes())\n            temporary.unlink()\n",
        ("tests/experiment/test_faults.py", "-k", "what_is_renamed"),
    ),
    Breakage(
        "a shard counts although its checksum does not fit",
        "sim/results/shards.py",
        "    if _sum(data) != match[3]:\n",
        "    if not data:\n",
        ("tests/results/test_store.py",),
    ),
    Breakage(
        "a shard of another run counts",
        "sim/results/shards.py",
        "    expected = (run_id, kind,",
        '    expected = (facts["run_id"], kind,',
        ("tests/results/test_store.py",),
    ),
    Breakage(
        "partial sums are rounded and added in the order they come",
        "sim/results/exact.py",
        "return [math.fsum(column) for column in rows.T.tolist()]",
        "return [sum(column) for column in rows.T.tolist()]",
        ("tests/results/test_exact.py", "tests/results/test_adding.py"),
    ),
    Breakage(
        "failed histories count in the means, as histories in which nothing happened",
        "sim/results/sums.py",
        "block.count - len(block.failed), float(_sum(w))",
        "block.count, float(_sum(w))",
        ("tests/results/test_tables.py",),
    ),
    # ---- many processes
    Breakage(
        "the work of a dead worker is forgotten",
        "sim/backends/local.py",
        "            died.append(task)\n",
        "            continue\n",
        ("tests/backends/test_deaths.py",),
    ),
    Breakage(
        "luck depends on the process that works",
        "sim/experiment/plan.py",
        "        if self.luck == COMMON:\n            return self.seed\n",
        '        if self.luck == COMMON:\n            return self.seed + __import__("os").getpid()\n',
        ("tests/experiment/test_sweep.py",),
    ),
    Breakage(
        "luck depends on the place of an actor in the file",
        "sim/encode/encode.py",
        '"actor_key": np.array([key_of(actor.id) for actor in actors], np.uint64)',
        '"actor_key": np.array([place for place, _ in enumerate(actors)], np.uint64)',
        ("tests/encode/test_names.py",),
    ),
    # ---- numbers
    Breakage(
        "the compiler may reorder sums",
        "sim/jit.py",
        '"nogil": True}',
        '"nogil": True, "fastmath": True}',
        ("tests/house/test_kernel_is_portable.py",),
    ),
    Breakage(
        "exp is the library's, which depends on the processor",
        "sim/rules/numerics.py",
        "    x = x if x > -708.0 else -708.0\n    shifted",
        "    if x > -708.0:\n        return np.exp(x)\n    shifted",
        ("tests/house/test_kernel_is_portable.py",),
    ),
    Breakage(
        "a number that is none goes into the mean",
        "sim/engine/finish.py",
        "    if not is_finite(p, s):\n        s.failed = 1\n",
        "",
        ("tests/engine/test_failures.py", "-k", "squares"),
        compiled=False,
    ),
    Breakage(
        "evidence that is no number teaches nothing, and nobody is told",
        "sim/engine/beliefs.py",
        "    if not evidence > 0.0:",
        "    if evidence <= 0.0:",
        ("tests/engine/test_failures.py", "-k", "evidence"),
        compiled=False,
    ),
    Breakage(
        "an interval reaches one standard error to each side",
        "sim/analysis/estimates.py",
        "Z = 1.959963984540054",
        "Z = 1.0",
        ("tests/analysis/test_estimates.py",),
    ),
    Breakage(
        "a contrast forgets that both sides have the same luck",
        "sim/analysis/contrasts.py",
        " / (w1 * w2) if w1 > 0 and w2 > 0 else math.nan\n",
        " * 0.0\n",
        ("tests/analysis/test_contrasts.py",),
    ),
    # ---- the theory
    Breakage(
        "only answers teach, silence does not",
        "sim/rules/belief.py",
        "return probability_of_answer if answered else 1.0 - probability_of_answer",
        "return probability_of_answer if answered else 1.0",
        ("tests/rules/test_belief.py",),
        compiled=False,
    ),
    Breakage(
        "the weight of an act is read and plays no part",
        "sim/rules/choice.py",
        "    return log_weight + preference / similarity\n",
        "    return preference / similarity\n",
        ("tests/rules/test_choice.py",),
        compiled=False,
    ),
    Breakage(
        "an owner publishes the text it acts on, and acts on the one it publishes",
        "sim/scenario/doctrine.py",
        "for name in (reference.published, operative))",
        "for name in (operative, reference.published))",
        ("tests/scenario/test_doctrine.py",),
    ),
    Breakage(
        "an audience cost is staked on lines that were never declared",
        "sim/rules/provocation.py",
        "    return value * exposure + audience_cost * past\n",
        "    return value * exposure + audience_cost\n",
        ("tests/rules/test_provocation.py",),
        compiled=False,
    ),
    Breakage(
        "the joint-attack rule of a doctrine is ignored",
        "sim/rules/provocation.py",
        "    return backed * backer_share\n",
        "    return backed\n",
        ("tests/rules/test_provocation.py",),
        compiled=False,
    ),
    Breakage(
        "one rung of tension has no accidents of its own",
        "sim/rules/accident.py",
        "        total += (rates[i] - before) * above[i]\n        before = rates[i]\n",
        "        if i != 2:\n            total += (rates[i] - before) * above[i]\n            before = rates[i]\n",
        ("tests/rules/test_accident.py",),
        compiled=False,
    ),
    Breakage(
        "nuclear use does not end a history's weight",
        "sim/rules/outcome.py",
        "    used = survival * probability\n    return used, survival - used\n",
        "    used = survival * probability\n    return used, survival\n",
        ("tests/rules/test_outcome.py",),
        compiled=False,
    ),
    Breakage(
        "what is new on a state-like line is met as if it were all new",
        "sim/rules/red_lines/state.py",
        "    return (answer_probability - tested) / (1.0 - tested), answer_probability\n",
        "    return answer_probability, answer_probability\n",
        ("tests/rules/test_red_lines.py",),
        compiled=False,
    ),
    # ---- what others may do to us
    Breakage(
        "a page takes text as it is",
        "sim/report/page.py",
        "autoescape=True",
        "autoescape=False",
        ("tests/report/test_page.py",),
    ),
    Breakage(
        "the dashboard listens to every machine",
        "sim/dashboard/server.py",
        "def bind(port: int, address: str = LOOPBACK)",
        'def bind(port: int, address: str = "0.0.0.0")',
        ("tests/dashboard/test_server.py", "-k", "port"),
    ),
    Breakage(
        "the dashboard answers pages of other sites",
        "sim/dashboard/server.py",
        "        if not names.know(host) or not followed",
        "        if not followed",
        ("tests/dashboard/test_server.py",),
    ),
    Breakage(
        "the dashboard asks nobody for the token",
        "sim/dashboard/server.py",
        "        if token is not None and not token.fits(request.cookies.get(token.cookie(port))):",
        '        if token is not None and token.text == "":',
        ("tests/dashboard/test_server.py", "-k", "token"),
    ),
    Breakage(
        "a name given twice in a scenario counts the last time",
        "sim/scenario/text.py",
        'self._complain(mark, f"{quoted(name)} is given twice;',
        'str(f"{quoted(name)} is given twice;',
        ("tests/scenario/test_text.py",),
    ),
    Breakage(
        "what a file says may speak to the terminal",
        "sim/errors.py",
        '    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)\n',
        "    return text\n",
        ("tests/test_errors.py",),
    ),
    Breakage(
        "bad input ends with the exit code of a bug",
        "sim/cli/ending.py",
        "        return int(error.exit_code)\n",
        "        return int(Exit.BUG)\n",
        ("tests/cli/test_errors.py",),
    ),
)
