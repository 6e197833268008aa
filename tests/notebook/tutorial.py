"""Execute the tutorial notebook in an empty folder; `python -m tests.notebook.tutorial --write` keeps what it printed."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs" / "tutorial" / "first-hour.ipynb"
PATIENCE = 300  # seconds a cell


def executed() -> Any:
    """Return the notebook with fresh outputs."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    before = os.environ.get("PYTHONPATH")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PYTHONPATH"] = str(ROOT)
        try:
            NotebookClient(notebook, timeout=PATIENCE, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
        finally:
            os.environ.pop("PYTHONPATH") if before is None else os.environ.update(PYTHONPATH=before)
    return notebook


def printed(notebook: Any) -> list[list[str]]:
    """Return for each code cell what it printed and showed as text; messages on standard error depend on how fast the machine is."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            texts = [output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stdout"]
            texts += [output.data["text/plain"] for output in cell.outputs if output.output_type in ("execute_result", "display_data")]
            found.append(texts)
    return found


def main() -> None:
    """Execute, and with --write keep the outputs."""
    import nbformat

    notebook = executed()
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.output_type != "stream" or output.name == "stdout"]
            for output in cell.outputs:
                if "metadata" in output:  # printed text has none
                    output.metadata = {}
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    if "--write" in sys.argv:
        nbformat.write(notebook, NOTEBOOK)


if __name__ == "__main__":
    main()
