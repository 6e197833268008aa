"""On the way from seed to result stand only operations whose bits every machine agrees on.

Library exp, log, tanh and pow differ in the last bit between processors; fastmath reorders sums; sets, clocks and global generators
bring the order of a hash or the hour into a result. Rules and engine may use none of them, nor may what fills their arrays.

Sums of floats are written as loops or with np.add.accumulate: numpy's own reductions and products of matrices group as the build likes, and
the built-in sum has another rounding since Python 3.12. The exact solver, which promises twelve digits and not bits, may use them.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KERNEL = sorted(file for folder in ("rules", "encode", "engine") for file in (ROOT / "sim" / folder).rglob("*.py"))
EXACT_IN_MATH = {"ceil", "copysign", "fabs", "floor", "frexp", "fsum", "inf", "isfinite", "isinf", "isnan", "ldexp", "nan", "sqrt", "trunc"}
INEXACT_IN_NUMPY = set(
    "arccos arccosh arcsin arcsinh arctan arctan2 arctanh cbrt cos cosh exp exp2 expm1 float_power geomspace hypot log log10 log1p log2 "
    "logaddexp logaddexp2 logspace power random sin sinh tan tanh".split()
)
FORBIDDEN_MODULES = {"random", "secrets", "time", "uuid"}
HOUR = {"now", "today", "utcnow"}  # of a date; dates themselves are exact
GROUPED_AS_THEY_LIKE = set("average dot einsum inner matmul mean nanmean nansum prod std sum tensordot trace var vdot".split())  # of arrays, in numpy
GROUPS = {"@", "sum()"} | {f".{name}" for name in GROUPED_AS_THEY_LIKE}


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
            chance = (node.module or "").startswith("numpy.random") or "urandom" in names
            if (node.module or "").partition(".")[0] in FORBIDDEN_MODULES or chance or inexact:
                what = f"from {node.module} import {', '.join(sorted(inexact or names))}"
        elif isinstance(node, ast.Attribute) and node.attr in GROUPED_AS_THEY_LIKE:
            what = f".{node.attr}"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            library = node.value.id
            if (
                (library == "math" and node.attr not in EXACT_IN_MATH)
                or (library in ("np", "numpy") and node.attr in INEXACT_IN_NUMPY)
                or (library, node.attr) == ("os", "urandom")
                or (library in ("date", "datetime") and node.attr in HOUR)
            ):
                what = f"{library}.{node.attr}"
        elif isinstance(node, ast.Pow | ast.MatMult):
            what = "**" if isinstance(node, ast.Pow) else "@"
        elif isinstance(node, ast.keyword) and node.arg == "fastmath":
            what = "fastmath"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("hash", "pow", "sum"):
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
    found = breaches(file.read_text(encoding="utf-8"))
    if file.name.startswith("exact"):
        found = [one for one in found if one.partition(": ")[2] not in GROUPS]
    assert found == []


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
        "y = sum(x)",
        "y = x.sum()",
        "import numpy as np\ny = np.dot(a, b)",
        "y = a @ b",
        "from numpy.random import default_rng",
        "from os import urandom",
        "import os\ny = os.urandom(8)",
        "y = datetime.now()",
    ],
)
def test_the_check_sees(source):
    assert len(breaches(source)) == 1


def test_the_check_lets_exact_operations_pass():
    assert breaches("import math\ny = math.sqrt(2.0) * math.floor(3.5)\nfor a in sorted({1, 2}):\n    y += a\n") == []
