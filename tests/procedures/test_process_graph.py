"""Sơ đồ và tệp BPMN: everything is drawn once, nothing on top of anything, arrows from left to right."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from tests.procedures.process_samples import ACTS, edited
from thongsuot.procedures.bpmn import BPMN, DC, DD, DI, bpmn_of
from thongsuot.procedures.process import Process, Step
from thongsuot.procedures.process_graph import Kind, condition_words, graph_of, wrapped
from thongsuot.procedures.selectors import all_in_force

MANY = Process(
    (
        Step("a", "Phân công", "unit_leader", "x", minutes=60),
        Step("b", "Thẩm tra", "specialist", "x", after=("a",)),
        Step("c", "Xem kinh phí", "specialist", "x", after=("a",), condition={"field": "kind", "equals": "start"}),
        Step("d", "Trình", "unit_leader", "x", after=("b", "c"), return_to="b"),
        Step("e", "Ký", "chair", "x", after=("d",), signs=True, return_to="b"),
    )
)


def boxes(graph):
    return [(n.x, n.y, n.x + n.size[0], n.y + n.size[1]) for n in graph.nodes.values()]


def assert_sound(process):
    graph = graph_of(process)
    assert [n.step.key for n in graph.nodes.values() if n.kind is Kind.TASK] == [s.key for s in process.steps]
    places = boxes(graph)
    for i, a in enumerate(places):
        assert a[0] >= 0
        assert a[1] >= 0
        assert a[2] <= graph.width
        assert a[3] <= graph.height
        for b in places[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], "hai hình chồng lên nhau"
    for edge in graph.edges:
        source, target = graph.nodes[edge.source], graph.nodes[edge.target]
        assert edge.back or source.column < target.column
        for (x1, y1), (x2, y2) in zip(graph.points(edge), graph.points(edge)[1:], strict=False):
            assert x1 == x2 or y1 == y2, "mũi tên phải vuông góc"


@given(ACTS)
def test_any_process_of_the_editor_is_drawn_soundly(acts):
    assert_sound(Process(tuple(edited(acts))))


def test_a_process_with_everything_is_drawn_soundly():
    assert_sound(MANY)
    kinds = [node.kind for node in graph_of(MANY).nodes.values()]
    assert kinds.count(Kind.PARALLEL) == 2
    assert kinds.count(Kind.CHOICE) == 5  # condition and its end, two "passed?", one "again"
    assert sum(edge.back for edge in graph_of(MANY).edges) == 2


@pytest.mark.django_db
def test_every_shipped_process_becomes_a_file_that_names_each_flow_twice(six):
    from datetime import date

    for version in all_in_force(date(2026, 11, 24)):
        root = ET.fromstring(bpmn_of(version))
        process = root.find(f"{{{BPMN}}}process")
        known = {e.get("id") for e in process if e.get("id")}
        flows = process.findall(f"{{{BPMN}}}sequenceFlow")
        assert {f.get("sourceRef") for f in flows} | {f.get("targetRef") for f in flows} <= known
        drawn = {e.get("bpmnElement") for e in root.iter(f"{{{DI}}}BPMNShape")} | {
            e.get("bpmnElement") for e in root.iter(f"{{{DI}}}BPMNEdge")
        }
        assert drawn == known
        assert all(len(edge.findall(f"{{{DD}}}waypoint")) >= 2 for edge in root.iter(f"{{{DI}}}BPMNEdge"))
        assert len(list(root.iter(f"{{{DC}}}Bounds"))) == len(known) - len(flows)
        tasks = [e.get("name") for e in process.findall(f"{{{BPMN}}}userTask")]
        assert tasks == [s.name for s in version.process.steps]
        assert "đề xuất" in process.find(f"{{{BPMN}}}documentation").text


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"field": "a", "equals": "x"}, "a = x"),
        ({"field": "a", "in": ["x", "y"]}, "a ∈ x, y"),
        ({"not": {"field": "a", "present": True}}, "không (có a)"),
        ({"all": [{"field": "a", "at_least": 3}, {"field": "b", "present": False}]}, "a ≥ 3 và không có b"),
    ],
)
def test_conditions_are_told_shortly(condition, words):
    assert condition_words(condition) == words


def test_long_names_end_with_an_ellipsis():
    assert wrapped("một hai ba", 7, 2) == ["một hai", "ba"]
    assert wrapped("một hai ba bốn năm", 7, 2)[-1].endswith("…")
