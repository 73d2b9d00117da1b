"""Quy trình thành sơ đồ: the table of steps as events, tasks and gateways, laid out from left to right.

One graph serves the drawing on the page and the BPMN file, so they cannot show different processes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from textwrap import wrap

from thongsuot.procedures.process import Process, Step

TASK_WIDTH, TASK_HEIGHT, GATEWAY, EVENT = 180, 88, 44, 36
GAP, ROW, MARGIN = 56, 130, 40


class Kind(StrEnum):
    """Loại hình vẽ."""

    START = "start"
    END = "end"
    TASK = "task"
    PARALLEL = "parallel"
    CHOICE = "choice"


SIZES = {
    Kind.START: (EVENT, EVENT),
    Kind.END: (EVENT, EVENT),
    Kind.TASK: (TASK_WIDTH, TASK_HEIGHT),
    Kind.PARALLEL: (GATEWAY, GATEWAY),
    Kind.CHOICE: (GATEWAY, GATEWAY),
}


@dataclass
class Node:
    """Một hình: where it stands once it is laid out (upper left corner)."""

    key: str
    kind: Kind
    label: str = ""
    step: Step | None = None
    column: int = 0
    row: int = 0
    x: int = 0  # left edge, set once the widths of all columns are known

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return SIZES[self.kind]

    @property
    def y(self) -> int:
        """Upper edge; every node is centred in its row."""
        return MARGIN + self.row * ROW + (TASK_HEIGHT - self.size[1]) // 2

    @property
    def middle(self) -> int:
        """Height of its middle."""
        return self.y + self.size[1] // 2


@dataclass(frozen=True)
class Edge:
    """Một mũi tên; `back` leads to a step that is done again, `over` passes above a step that is left out."""

    key: str
    source: str
    target: str
    label: str = ""
    back: bool = False
    over: bool = False


@dataclass
class Graph:
    """Sơ đồ đã xếp chỗ."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Width of the whole drawing."""
        return MARGIN + max(n.x + n.size[0] for n in self.nodes.values())

    @property
    def height(self) -> int:
        """Height of the whole drawing; arrows back run below the last row."""
        backs = sum(edge.back for edge in self.edges)
        return 2 * MARGIN + (max(n.row for n in self.nodes.values()) + 1) * ROW + 14 * backs

    def points(self, edge: Edge) -> list[tuple[int, int]]:
        """Corners of an arrow, with right angles only."""
        a, b = self.nodes[edge.source], self.nodes[edge.target]
        if edge.back:
            lane = self.height - MARGIN // 2 - 14 * [e for e in self.edges if e.back].index(edge)
            ax, bx = a.x + a.size[0] // 2, b.x + b.size[0] // 2
            return [(ax, a.y + a.size[1]), (ax, lane), (bx, lane), (bx, b.y + b.size[1])]
        if edge.over:
            ax, bx, above = a.x + a.size[0] // 2, b.x + b.size[0] // 2, min(a.y, b.y) - 42
            return [(ax, a.y), (ax, above), (bx, above), (bx, b.y)]
        start, end = (a.x + a.size[0], a.middle), (b.x, b.middle)
        if a.middle == b.middle:
            return [start, end]
        bend = b.x - GAP // 2 if b.column > a.column + 1 else a.x + a.size[0] + GAP // 2
        return [start, (bend, a.middle), (bend, b.middle), end]


def graph_of(process: Process) -> Graph:
    """Vẽ quy trình; the process must be free of faults (`process.problems`)."""
    build = _Build(process)
    build.all()
    _place(build.graph)
    return build.graph


class _Build:
    """Adds nodes and edges step by step; `way_in` and `way_out` say where a step is entered and left."""

    def __init__(self, process: Process) -> None:
        self.process, self.graph = process, Graph()
        self.way_in: dict[str, str] = {}
        self.way_out: dict[str, str] = {}

    def node(self, key: str, kind: Kind, label: str = "", step: Step | None = None) -> str:
        self.graph.nodes[key] = Node(key, kind, label, step)
        return key

    def edge(self, source: str, target: str, label: str = "", *, back: bool = False, over: bool = False) -> None:
        self.graph.edges.append(Edge(f"f{len(self.graph.edges) + 1}", source, target, label, back, over))

    def all(self) -> None:
        steps = self.process.steps
        start = self.node("start", Kind.START)
        for step in steps:
            self.step(step)
        first = [step.key for step in steps if not step.after]
        source = start
        if len(first) > 1:
            source = self.node("start-split", Kind.PARALLEL)
            self.edge(start, source)
        followers = {step.key: [s.key for s in steps if step.key in s.after] for step in steps}
        leaving = {key: self.split(key, len(after)) for key, after in followers.items()}
        for step in steps:
            if not step.after:
                self.edge(source, self.way_in[step.key])
            for key in step.after:
                self.edge(leaving[key], self.way_in[step.key])
        self.ends([step.key for step in steps if not followers[step.key]])
        for step in steps:
            if step.return_to:
                self.edge(f"{step.key}-ok", f"{step.return_to}-again", "Trả lại", back=True)

    def step(self, step: Step) -> None:
        """[join] → [again] → [choice] → task → [passed?] → [merge]."""
        chain: list[str] = []
        if len(step.after) > 1:
            chain.append(self.node(f"{step.key}-join", Kind.PARALLEL))
        if any(other.return_to == step.key for other in self.process.steps):
            chain.append(self.node(f"{step.key}-again", Kind.CHOICE))
        if step.condition is not None:
            chain.append(self.node(f"{step.key}-if", Kind.CHOICE, condition_words(step.condition)))
        chain.append(self.node(step.key, Kind.TASK, step.name, step))
        if step.return_to:
            chain.append(self.node(f"{step.key}-ok", Kind.CHOICE, "Đạt?"))
        if step.condition is not None:
            chain.append(self.node(f"{step.key}-endif", Kind.CHOICE))
        for a, b in pairwise(chain):
            self.edge(a, b, "Có" if a.endswith("-if") else "Đạt" if a.endswith("-ok") else "")
        if step.condition is not None:
            self.edge(f"{step.key}-if", f"{step.key}-endif", "Không", over=True)
        self.way_in[step.key], self.way_out[step.key] = chain[0], chain[-1]

    def split(self, key: str, ways: int) -> str:
        """Where a step is left: a gateway when several steps follow."""
        if ways < 2:
            return self.way_out[key]
        gateway = self.node(f"{key}-split", Kind.PARALLEL)
        self.edge(self.way_out[key], gateway)
        return gateway

    def ends(self, last: list[str]) -> None:
        end = "end"
        if len(last) > 1:
            end = self.node("end-join", Kind.PARALLEL)
        for key in last:
            self.edge(self.way_out[key], end)
        self.node("end", Kind.END)
        if end != "end":
            self.edge(end, "end")


def condition_words(condition: object) -> str:
    """A condition on the form, short enough for a drawing."""
    if not isinstance(condition, dict):
        return ""
    for word, joined in (("all", " và "), ("any", " hoặc ")):
        if word in condition:
            return joined.join(condition_words(part) for part in condition[word])
    if "not" in condition:
        return f"không ({condition_words(condition['not'])})"
    name = condition.get("field", "")
    for word, sign in (("equals", "="), ("in", "∈"), ("at_least", "≥")):
        if word in condition:
            value = condition[word]
            return f"{name} {sign} {', '.join(map(str, value)) if isinstance(value, list) else value}"
    return f"có {name}" if condition.get("present", True) else f"không có {name}"


def _place(graph: Graph) -> None:
    """Columns by the longest way from the start, rows by the row one comes from; nothing stands on anything else."""
    before: dict[str, list[str]] = {key: [] for key in graph.nodes}
    for edge in graph.edges:
        if not edge.back:
            before[edge.target].append(edge.source)
    taken: set[tuple[int, int]] = set()
    for key in _in_order(before):
        node = graph.nodes[key]
        sources = [graph.nodes[source] for source in before[key]]
        node.column = max((source.column + 1 for source in sources), default=0)
        node.row = min((source.row for source in sources), default=0)
        while (node.column, node.row) in taken:
            node.row += 1
        taken.add((node.column, node.row))
    _set_columns(graph)


def _set_columns(graph: Graph) -> None:
    """Each column is as wide as its widest node, and every node stands in its middle."""
    left = MARGIN
    for column in range(max(node.column for node in graph.nodes.values()) + 1):
        nodes = [node for node in graph.nodes.values() if node.column == column]
        width = max(node.size[0] for node in nodes)
        for node in nodes:
            node.x = left + (width - node.size[0]) // 2
        left += width + GAP


def _in_order(before: dict[str, list[str]]) -> Iterator[str]:
    """Every node after those that lead to it; among equals in the order they were added."""
    waiting, done = list(before), set()
    while waiting:
        key = next((key for key in waiting if done.issuperset(before[key])), None)
        if key is None:
            raise ValueError("quy trình có vòng")
        waiting.remove(key)
        done.add(key)
        yield key


def wrapped(text: str, width: int = 21, most: int = 3) -> list[str]:
    """Words of a box in lines; what does not fit ends with an ellipsis (the table holds the whole)."""
    lines = wrap(text, width)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], lines[most - 1][: width - 1] + "…"]
