"""Xuất BPMN 2.0: a process as a file that other tools open, with the same picture as on our page.

Only elements of the common executable subset are written: start and end, user tasks, parallel and exclusive gateways,
sequence flows, and the diagram (BPMN DI). Who does a step, how long and with which product stand in its documentation.
"""

from xml.etree import ElementTree as ET

from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.process_graph import Edge, Graph, Kind, Node, graph_of
from thongsuot.procedures.words import who_words, working_time_words

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
TAGS = {
    Kind.START: "startEvent",
    Kind.END: "endEvent",
    Kind.TASK: "userTask",
    Kind.PARALLEL: "parallelGateway",
    Kind.CHOICE: "exclusiveGateway",
}
LABELS = {Kind.START: "Tiếp nhận", Kind.END: "Trả kết quả"}


def bpmn_of(version: Version) -> bytes:
    """Quy trình của một phiên bản thủ tục thành tệp BPMN 2.0."""
    graph = graph_of(version.process)
    for prefix, address in (("bpmn", BPMN), ("bpmndi", DI), ("dc", DC), ("di", DD)):
        ET.register_namespace(prefix, address)
    name = "p-" + version.code.replace(".", "-")
    root = ET.Element(
        f"{{{BPMN}}}definitions", {"id": f"{name}-definitions", "targetNamespace": "https://thongsuot.vn/quy-trinh"}
    )
    process = ET.SubElement(root, f"{{{BPMN}}}process", {"id": name, "name": version.name, "isExecutable": "false"})
    note = _provenance(version)
    ET.SubElement(process, f"{{{BPMN}}}documentation").text = note
    for node in graph.nodes.values():
        _element(process, node, graph)
    for edge in graph.edges:
        _flow(process, edge)
    _diagram(root, name, graph)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _provenance(version: Version) -> str:
    sure = {"published": "đã công bố", "proposed": "đề xuất, chưa công bố"}
    words = [f"{version.code}. Quy trình nội bộ: {sure.get(version.process.certainty, 'chưa xác minh')}."]
    return " ".join([*words, *filter(None, (version.process.source, version.process.note))])


def _id(key: str) -> str:
    """An XML name, whatever a step is called."""
    return "n-" + "".join(c if c.isascii() and (c.isalnum() or c in "-_") else f"_{ord(c):x}_" for c in key)


def _element(process: ET.Element, node: Node, graph: Graph) -> None:
    words = {"id": _id(node.key)}
    if label := node.label or LABELS.get(node.kind, ""):
        words["name"] = label
    element = ET.SubElement(process, f"{{{BPMN}}}{TAGS[node.kind]}", words)
    if node.step is not None:
        step = node.step
        told = [who_words(step.role, step.organ_kind, step.agency), working_time_words(step.minutes), step.product]
        ET.SubElement(element, f"{{{BPMN}}}documentation").text = " · ".join(filter(None, told))
    for edge in graph.edges:
        if edge.target == node.key:
            ET.SubElement(element, f"{{{BPMN}}}incoming").text = edge.key
    for edge in graph.edges:
        if edge.source == node.key:
            ET.SubElement(element, f"{{{BPMN}}}outgoing").text = edge.key


def _flow(process: ET.Element, edge: Edge) -> None:
    words = {"id": edge.key, "sourceRef": _id(edge.source), "targetRef": _id(edge.target)}
    if edge.label:
        words["name"] = edge.label
    ET.SubElement(process, f"{{{BPMN}}}sequenceFlow", words)


def _diagram(root: ET.Element, name: str, graph: Graph) -> None:
    diagram = ET.SubElement(root, f"{{{DI}}}BPMNDiagram", {"id": f"{name}-diagram"})
    plane = ET.SubElement(diagram, f"{{{DI}}}BPMNPlane", {"id": f"{name}-plane", "bpmnElement": name})
    for node in graph.nodes.values():
        shape = ET.SubElement(plane, f"{{{DI}}}BPMNShape", {"id": f"{_id(node.key)}-di", "bpmnElement": _id(node.key)})
        if node.kind is Kind.CHOICE:
            shape.set("isMarkerVisible", "true")
        width, height = node.size
        box = {"x": node.x, "y": node.y, "width": width, "height": height}
        ET.SubElement(shape, f"{{{DC}}}Bounds", {key: str(value) for key, value in box.items()})
    for edge in graph.edges:
        arrow = ET.SubElement(plane, f"{{{DI}}}BPMNEdge", {"id": f"{edge.key}-di", "bpmnElement": edge.key})
        for x, y in graph.points(edge):
            ET.SubElement(arrow, f"{{{DD}}}waypoint", {"x": str(x), "y": str(y)})
