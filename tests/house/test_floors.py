"""Imports go downward, and each outside library is known to the one place that should know it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KNOWN_TO = {  # library -> the files or folders of sim/ that may import it
    "click": ("cli/", "notebook/sweeps.py"),
    "dash": ("dashboard/",),
    "dask": ("backends/dask.py",),
    "dask_jobqueue": ("backends/jobqueue.py",),
    "distributed": ("backends/dask.py",),
    "ema_workbench": ("analysis/discovery.py",),
    "flask": ("dashboard/server.py",),
    "jinja2": ("report/",),
    "matplotlib": ("plots/",),
    "mesa": ("engine/agents.py",),
    "numba": ("jit.py",),
    "pandas": ("analysis/discovery.py", "notebook/frames.py"),
    "pyarrow": ("results/", "report/derive.py"),
    "pydantic": ("scenario/", "experiment/", "backends/cluster_file.py"),
    "rich": ("cli/",),
    "werkzeug": ("dashboard/server.py",),
    "SALib": ("experiment/samplers/", "analysis/sensitivity.py"),
    "yaml": ("scenario/", "report/claims.py"),
}


def imported_libraries(file: Path) -> set[str]:
    """Return the top names of all absolute imports of a file, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_imports_go_downward():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]


@pytest.mark.parametrize("library", sorted(KNOWN_TO))
def test_a_library_is_imported_only_where_it_belongs(library):
    strangers = [
        name
        for file in sorted((ROOT / "sim").rglob("*.py"))
        if library in imported_libraries(file) and not (name := file.relative_to(ROOT / "sim").as_posix()).startswith(KNOWN_TO[library])
    ]
    assert strangers == []


def test_the_check_sees_an_import_inside_a_function(tmp_path):
    file = tmp_path / "late.py"
    file.write_text("def draw():\n    from matplotlib.figure import Figure\n    return Figure\n", encoding="utf-8")
    assert imported_libraries(file) == {"matplotlib"}
