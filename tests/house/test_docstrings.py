"""Every module, public function and public class of the package says what it is."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "sim").rglob("*.py"))


def undocumented(tree: ast.Module) -> list[str]:
    """Return the public names of a module, its classes' methods included, that have no docstring; "module" for the module itself."""
    missing = [] if ast.get_docstring(tree) or not tree.body else ["module"]
    for node in tree.body:
        for branch in ast.walk(node) if isinstance(node, ast.If | ast.Try) else [node]:
            if isinstance(branch, ast.FunctionDef | ast.ClassDef) and not branch.name.startswith("_"):
                missing += [] if ast.get_docstring(branch) else [branch.name]
                members = branch.body if isinstance(branch, ast.ClassDef) else []
                methods = [member for member in members if isinstance(member, ast.FunctionDef) and not member.name.startswith("_")]
                missing += [f"{branch.name}.{method.name}" for method in methods if not ast.get_docstring(method)]
    return missing


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_everything_public_has_a_docstring(file):
    assert undocumented(ast.parse(file.read_text(encoding="utf-8"))) == []


def test_the_check_sees_functions_methods_and_branches():
    source = 'def f(): ...\nclass A:\n    "A."\n    def g(self): ...\n    def _h(self): ...\nif f:\n    def k(): ...\n'
    assert undocumented(ast.parse(source)) == ["module", "f", "A.g", "k"]
