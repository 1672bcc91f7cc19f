"""Refuse SQL that is put together from strings (an injection, sooner or later).

``SQL(...)`` must get a literal as its text; values and names go in as arguments. The
same for what a cursor executes: ``cr.execute(...)`` takes an ``SQL`` or a literal.
"""

import ast
import sys
from pathlib import Path

CURSOR_METHODS = {"execute", "executemany", "execute_values"}


def is_built(node):
    """Whether the expression pastes strings together."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, (ast.Add, ast.Mod))
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"format", "format_map", "join", "replace"}
        and isinstance(node.func.value, ast.Constant)
    )


def problems(tree):
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        text = node.args[0]
        if name == "SQL" and not (
            isinstance(text, ast.Constant) and isinstance(text.value, str)
        ):
            yield (
                node.lineno,
                "SQL() needs a literal string; pass the rest as arguments",
            )
        elif name in CURSOR_METHODS and is_built(text):
            yield node.lineno, f"{name}() of a pasted string; use SQL() with arguments"


def main(paths):
    found = False
    for path in paths:
        for line, problem in problems(ast.parse(Path(path).read_text(), path)):
            found = True
            print(f"{path}:{line}: {problem}")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
