"""Gấp trang lúc biên dịch: what a template says with constants alone is worked out once, when it is compiled.

A page has dozens of `_("Lọc")`, `icon("search")`, `static("…")`, `url("tasks:list")`. Their results do not change while
a process lives, so they become part of the page's fixed text, which costs nothing. An import `with context` whose
macros do not look at the context is made once instead of once per page.
"""

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, TemplateNotFound, meta, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

Known = Mapping[str, Callable[..., Any]]


class FoldingEnvironment(Environment):
    """Environment that folds; `folded` names the functions whose calls with constants may be worked out beforehand."""

    folded: Known = {}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The tree of a template, folded."""
        tree = super()._parse(source, name, filename)
        return _Fold(self).visit(tree)


class _Fold(NodeTransformer):
    def __init__(self, env: FoldingEnvironment) -> None:
        self.env = env

    def visit_Call(self, node: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Node:  # noqa: N802  (Jinja2 names it)
        """A known function called with constants becomes its result; what fails now fails when the page is drawn."""
        node = self.generic_visit(node, *args, **kwargs)
        if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return node
        function = self.env.folded.get(node.node.name)
        words = [*node.args, *(pair.value for pair in node.kwargs)]
        if function is None or not all(isinstance(word, nodes.Const) for word in words):
            return node
        try:
            result = function(
                *(word.value for word in node.args), **{pair.key: pair.value.value for pair in node.kwargs}
            )
        except Exception:
            return node
        return nodes.Const(result if isinstance(result, Markup) else str(result), lineno=node.lineno)

    def visit_FromImport(self, node: nodes.FromImport, *args: Any, **kwargs: Any) -> nodes.Node:  # noqa: N802
        """Import once what does not depend on the page."""
        if node.with_context and isinstance(node.template, nodes.Const):
            names = [name if isinstance(name, str) else name[0] for name in node.names]
            node.with_context = _look_at_page(self.env, node.template.value, names)
        return node


def _look_at_page(env: FoldingEnvironment, template: str, names: list[str]) -> bool:
    """Whether one of these macros, or one that they call, uses something that only a page has."""
    loader = env.loader
    try:
        source = loader.get_source(env, template)[0] if loader else ""
    except TemplateNotFound:
        return True
    tree = env.parse(source, template)
    macros = {macro.name: macro for macro in tree.find_all(nodes.Macro)}
    known = {*env.globals, *_set_at_top(tree)}
    waiting, seen = list(names), set()
    while waiting:
        name = waiting.pop()
        if name in seen or name in known:
            continue
        seen.add(name)
        if name not in macros:
            return True
        waiting += meta.find_undeclared_variables(nodes.Template([macros[name]], lineno=1).set_environment(env))
    return False


def _set_at_top(tree: nodes.Template) -> set[str]:
    """Names that the file itself gives a value: `{% set … %}` from globals, and what it imports without context."""
    found: set[str] = set()
    for part in tree.body:
        if isinstance(part, nodes.Assign) and isinstance(part.target, nodes.Name) and isinstance(part.node, nodes.Name):
            found.add(part.target.name)
        if isinstance(part, nodes.FromImport) and not part.with_context:
            found |= {name if isinstance(name, str) else name[1] for name in part.names}
    return found
