"""Nothing that comes from a file is ever run: no evaluation of text, no unpickling, no loader that builds objects, no template made from text.

Ruff's security rules say most of this too; here each exception has a reason, and a new one needs one.
"""

import ast
from pathlib import Path

import pytest

SIM = Path(__file__).parents[2] / "sim"
BUILTINS = {"eval", "exec", "compile", "__import__", "breakpoint"}
MODULES = {"pickle", "cPickle", "cloudpickle", "dill", "joblib", "marshal", "shelve", "code", "codeop", "imp", "runpy"}
STARTING = {"subprocess", "pty", "multiprocessing", "webbrowser", "ctypes", "cffi"}
NETWORK = {"socket", "http", "urllib", "requests", "httpx", "ftplib", "smtplib", "ssl", "asyncio", "xmlrpc", "telnetlib"}
CALLS = {
    *("os.system", "os.popen", "os.execv", "os.execve", "os.execvp", "os.execl", "os.spawnv", "os.startfile", "os.fork", "importlib.import_module"),
    *("yaml.load", "yaml.unsafe_load", "yaml.full_load", "yaml.load_all", "numpy.load", "np.load", "np.fromregex", "pd.read_pickle", "pd.eval"),
    *("pandas.read_pickle", "pandas.eval", "tempfile.mktemp"),
}
METHODS = {"from_string", "render_template_string", "read_pickle", "to_pickle", "query"}  # of jinja2, flask, pandas
WORDS = {"allow_pickle", "shell"}
REASONS = {
    "__init__.py: importlib.import_module": "sim.notebook, by its name",
    "analysis/validate.py: importlib.import_module": "the files of the package's own folder of replications",
    "backends/dask.py: import asyncio": "to wait for futures of the library",
    "backends/dask.py: import pickle": "parcels for workers of a cluster that this process started or was told to use; TLS keeps others from ours",
    "backends/dask.py: import socket": "the name of a worker's machine, for a message",
    "backends/jobqueue.py: import subprocess": "asks sbatch whether it would take the job",
    "backends/local.py: import multiprocessing": "worker processes of this program",
    "backends/slurm.py: import subprocess": "Slurm's own programs, at the user's word",
    "cli/game.py: importlib.import_module": "verbs of a list of our own",
    "cli/program.py: importlib.import_module": "verbs of a list of our own",
    "cli/view.py: import socket": "the name of this machine, for a message",
    "cli/view.py: import webbrowser": "opens the page on loopback",
    "dashboard/access.py: import socket": "the names of this machine",
    "dashboard/server.py: from urllib": "writes a query, asks nothing",
    "dashboard/server.py: import socket": "the dashboard listens",
    "experiment/design.py: importlib.import_module": "samplers by the kind of a design, which the schema lists",
    "experiment/isolate.py: import subprocess": "this program again, to play a history that may kill it",
    "experiment/isolate.py: importlib.import_module": "functions of the engine by the names that the parent process says over a pipe",
    "experiment/legal.py: import pickle": "measures how long a receipt is; loads nothing",
    "experiment/watch.py: import socket": "the name of this machine",
    "experiment/work.py: import socket": "the name of this machine, for a message",
    "games/catalogue.py: importlib.import_module": "the files of the package's own folder of games",
    "notebook/__init__.py: importlib.import_module": "functions of a list of our own",
    "report/browser.py: import subprocess": "Chromium prints our own page, at the user's word",
    "report/claims.py: import subprocess": "commands of the repository's own list of claims; a tool of the maintainers",
    "results/files.py: import socket": "the name of this machine, in names of temporary files",
}


def found_in(source: str) -> list[str]:
    """Return what a file does that needs a reason."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [f"import {one.name}" for one in node.names if one.name.partition(".")[0] in MODULES | STARTING | NETWORK]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in MODULES | STARTING | NETWORK:
            found.append(f"from {(node.module or '').partition('.')[0]}")
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in BUILTINS | CALLS or (isinstance(node.func, ast.Attribute) and node.func.attr in METHODS):
                found.append(name)
            found += [f"{word.arg}=" for word in node.keywords if word.arg in WORDS]
        elif isinstance(node, ast.Name) and node.id in BUILTINS and not isinstance(node.ctx, ast.Store):
            found.append(node.id)
    return sorted(set(found))


def test_what_could_run_foreign_code_or_reach_the_network_has_a_reason_each():
    files = {path.relative_to(SIM).as_posix(): found_in(path.read_text(encoding="utf-8")) for path in sorted(SIM.rglob("*.py"))}
    assert sorted(f"{name}: {what}" for name, all_of_it in files.items() for what in all_of_it) == sorted(REASONS)
    assert all(REASONS.values())


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "run = exec",
        "import pickle",
        "from pickle import loads",
        "import numpy as np\nnp.load('x')",
        "f(x, allow_pickle=True)",
        "import yaml\nyaml.load(text, Loader)",
        "environment.from_string(text)",
        "import os\nos.system('x')",
        "subprocess_run('x', shell=True)",
        "import urllib.request",
        "frame.query(text)",
    ],
)
def test_the_check_sees(source):
    assert found_in(source)


def test_templates_come_from_our_own_files_and_escape_by_themselves():
    page = (SIM / "report" / "page.py").read_text(encoding="utf-8")
    assert page.count("Environment(") == 1
    assert "autoescape=True" in page
    marked = [
        f"{path.relative_to(SIM).as_posix()}: {ast.unparse(node)}"
        for path in sorted(SIM.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("Markup", "DangerouslySetInnerHTML", "dcc.Markdown"))
    ]
    assert sorted(marked) == ["report/page.py: Markup(_text('page.css'))", "report/page.py: Markup(figure.inline_svg())"]
    templates = [path.read_text(encoding="utf-8") for path in sorted(SIM.rglob("*.jinja"))]
    assert templates
    assert not [text for text in templates if "|safe" in text.replace(" ", "") or "autoescape false" in text]


def test_the_scripts_of_the_page_put_in_nothing_as_markup_but_figures():
    words = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "DOMParser", 'setTimeout("')
    written = [
        line.strip().partition(" //")[0]
        for path in sorted((SIM / "dashboard" / "assets").glob("*.js"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if any(word in line for word in words)
    ]
    assert written == ['if (answer.dots) byId("dots").innerHTML = answer.dots;', "if (place) place.innerHTML = svg;"]
