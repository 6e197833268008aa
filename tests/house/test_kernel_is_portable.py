"""On the way from seed to result stand only operations whose bits every machine agrees on.

Library exp, log, tanh and pow differ in the last bit between processors; fastmath reorders sums; sets, clocks and global generators
bring the order of a hash or the hour into a result. Rules and engine may use none of them.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KERNEL = sorted(file for folder in ("rules", "engine") for file in (ROOT / "sim" / folder).rglob("*.py"))
EXACT_IN_MATH = {"ceil", "copysign", "fabs", "floor", "frexp", "fsum", "inf", "isfinite", "isinf", "isnan", "ldexp", "nan", "sqrt", "trunc"}
INEXACT_IN_NUMPY = set(
    "arccos arccosh arcsin arcsinh arctan arctan2 arctanh cbrt cos cosh exp exp2 expm1 float_power geomspace hypot log log10 log1p log2 "
    "logaddexp logaddexp2 logspace power random sin sinh tan tanh".split()
)
FORBIDDEN_MODULES = {"datetime", "random", "secrets", "time", "uuid"}


def breaches(source: str) -> list[str]:
    """Return "line: what" for every operation that a kernel file may not contain."""
    found = []
    for node in ast.walk(ast.parse(source)):
        what = None
        if isinstance(node, ast.Import):
            what = next((a.name for a in node.names if a.name.partition(".")[0] in FORBIDDEN_MODULES), None)
        elif isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            inexact = {"math": names - EXACT_IN_MATH, "numpy": names & INEXACT_IN_NUMPY}.get(node.module or "")
            if (node.module or "").partition(".")[0] in FORBIDDEN_MODULES or inexact:
                what = f"from {node.module} import {', '.join(sorted(inexact or names))}"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            library = node.value.id
            if (library == "math" and node.attr not in EXACT_IN_MATH) or (library in ("np", "numpy") and node.attr in INEXACT_IN_NUMPY):
                what = f"{library}.{node.attr}"
        elif isinstance(node, ast.Pow):
            what = "**"
        elif isinstance(node, ast.keyword) and node.arg == "fastmath":
            what = "fastmath"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("hash", "pow"):
            what = f"{node.func.id}()"
        elif isinstance(node, ast.For | ast.comprehension):
            over = node.iter
            if isinstance(over, ast.Set | ast.SetComp) or (isinstance(over, ast.Call) and ast.unparse(over.func) in ("set", "frozenset")):
                what = "iteration over a set"
        if what:
            found.append(f"{getattr(node, 'lineno', '?')}: {what}")
    return found


@pytest.mark.parametrize("file", KERNEL, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_kernel_file_uses_only_portable_operations(file):
    assert breaches(file.read_text(encoding="utf-8")) == []


def test_the_compiler_is_never_asked_for_fast_mathematics():
    keywords = [
        file.name
        for file in (ROOT / "sim").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if (isinstance(node, ast.keyword) and node.arg == "fastmath") or (isinstance(node, ast.Constant) and node.value == "fastmath")
    ]
    assert keywords == []


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\ny = np.exp(1.0)",
        "import math\ny = math.tanh(1.0)",
        "from math import log",
        "from numpy import power",
        "y = x ** 2",
        "y = pow(x, 3)",
        "import random",
        "from time import perf_counter",
        "import numpy as np\ng = np.random.default_rng(1)",
        "for a in {1, 2}:\n    pass",
        "b = [a for a in set(c)]",
        "key = hash('russia')",
        "f = njit(fastmath=True)(g)",
    ],
)
def test_the_check_sees(source):
    assert len(breaches(source)) == 1


def test_the_check_lets_exact_operations_pass():
    assert breaches("import math\ny = math.sqrt(2.0) * math.floor(3.5)\nfor a in sorted({1, 2}):\n    y += a\n") == []
