"""What the office keeps is Vietnamese, in whatever language somebody reads the pages: words of tasks are made so."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "thongsuot"
FILES = sorted(path for path in ROOT.rglob("*.py") if "what=_(" in path.read_text(encoding="utf-8"))
IN_VIETNAMESE = "in_vietnamese"


def foreign(tree: ast.AST, safe: bool = False) -> list[int]:
    """Lines of calls that are given a translated `what` in the reader's language."""
    found = []
    for node in ast.iter_child_nodes(tree):
        here = safe
        if isinstance(node, ast.FunctionDef):
            here = here or any(IN_VIETNAMESE in ast.unparse(one) for one in node.decorator_list)
        if isinstance(node, ast.With):
            here = here or any(IN_VIETNAMESE in ast.unparse(one.context_expr) for one in node.items)
        if isinstance(node, ast.Call) and not here:
            found += [node.lineno for one in node.keywords if one.arg == "what" and "_(" in ast.unparse(one.value)]
        found += foreign(node, here)
    return found


def test_there_are_rooms_that_open_tasks():
    assert len(FILES) > 8


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_task_is_worded_in_vietnamese(path):
    lines = foreign(ast.parse(path.read_text(encoding="utf-8")))
    assert not lines, f"đặt @in_vietnamese() cho nơi viết lời của việc: dòng {lines}"
