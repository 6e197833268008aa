"""How the site is made of the pages of this repository: `make docs`.

The source folder is the repository, so that a link between pages is the same here and on the site. Navigation stands in docs/toc.yml; pages stay
plain Markdown.
"""

import re
from pathlib import Path

project = "Redline"
author = "Redline maintainers"
copyright = "Redline maintainers; MIT licence"
release = version = re.findall(r'__version__ = "([^"]+)"', (Path(__file__).parents[1] / "sim/__init__.py").read_text(encoding="utf-8"))[0]

extensions = ["myst_nb", "sphinx_external_toc"]
external_toc_path = "docs/toc.yml"
include_patterns = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/**", "scenarios/**/*.md"]
exclude_patterns = [".*", "build", "dist", "docs/_build", "docs/_site", "docs/results/figures", "results"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
nitpicky = True  # a reference that leads nowhere is a warning, and warnings are errors

nb_execution_mode = "off"  # the tests execute the notebook, and keep what it printed
myst_heading_anchors = 4  # links such as model.md#policies work as they do in the repository

html_theme = "furo"  # loads nothing from the network
html_title = f"Redline {version}"
html_copy_source = False
html_show_sphinx = False
html_extra_path = ["_site"]

linkcheck_anchors = False  # hosts build their pages by script
linkcheck_timeout = 20
