"""Tờ khai trên máy quầy (JavaScript): the same answers and the same conditions as the server's, for every form of the catalogue."""

import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import thongsuot.offline
from tests.factories.procedures import FULL_FORMS, form_samples, load_all
from thongsuot.offline.words import WORDS
from thongsuot.procedures import eform
from thongsuot.procedures.forms import validate
from thongsuot.procedures.process import holds
from thongsuot.procedures.selectors import all_in_force, version_in_force

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ON = date(2026, 11, 24)
SCRIPTS = Path(thongsuot.offline.__file__).parent / "static/offline"
BARE = """<!doctype html><html lang="vi"><body><script type="application/json" id="ngoai-tuyen-chu">{words}</script>
<details data-declaration><div data-eform></div></details></body></html>"""
FILL = """(cases) => cases.map(([sections, typed, applicant]) => {
  const isoDay = (text) => { const [d, m, y] = text.split("/"); return `${y}-${m}-${d}`; };
  const box = document.querySelector("[data-eform]");
  const paper = new ngoaiTuyen.ToKhai(box, isoDay);
  paper.use(sections);
  const untouched = paper.answers(applicant);
  paper.makeRoom(Object.keys(typed));
  for (const [name, value] of Object.entries(typed)) {
    const input = box.querySelector(`[name="${CSS.escape(name)}"]`);
    if (input.type === "checkbox") input.checked = value === "true";
    else input.value = value;
  }
  return [untouched, paper.answers(applicant)];
})"""


@pytest.fixture
def catalogue(world: Any) -> None:
    """Everything that ships."""
    load_all(world)


@pytest.fixture
def bare(chromium: Any) -> Any:
    """A page with nothing but the script of the declaration."""
    window = chromium.new_page()
    words = json.dumps({key: str(text) for key, text in WORDS.items()}, ensure_ascii=False)
    window.set_content(BARE.format(words=words))
    for name in ("words", "declaration"):
        window.add_script_tag(path=SCRIPTS / f"{name}.js")
    yield window
    window.close()


def typed_of(version: Any, form: dict[str, Any]) -> dict[str, str]:
    """What a clerk types for this declaration: name of the box → text."""
    found: dict[str, str] = {}
    for _part, field in eform.fields(version):
        value = eform.answer(form, field.path)
        if field.kind != "rows":
            found |= _box(field, f"form.{field.path}", value)
            continue
        for n, row in enumerate(value or ()):
            for column in field.columns:
                found |= _box(column, f"form.{field.path}.{n}.{column.path}", eform.answer(row, column.path))
    return found


def _box(field: eform.Field, name: str, value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if field.kind == "date":
        return {name: f"{date.fromisoformat(value):%d/%m/%Y}"}
    return {name: str(value).lower() if isinstance(value, bool) else str(value)}


def test_every_form_of_its_own_is_read_as_the_server_reads_it(catalogue: Any, bare: Any) -> None:
    forms = {code: one["form"] for code, one in form_samples().items()} | FULL_FORMS
    versions = {code: version_in_force(code, ON) for code in sorted(forms)}
    cases = [[v.form_layout["sections"], typed_of(v, forms[code]), {}] for code, v in versions.items()]
    for (code, version), (untouched, answers) in zip(versions.items(), bare.evaluate(FILL, cases), strict=True):
        assert untouched == {"form": {}, "faults": []}, f"{code}: để trống thì tờ khai giấy có hiệu lực"
        assert answers["faults"] == [], (code, answers["faults"])
        usual = eform.prefill(version, {}, forms[code])  # what stands in a box from the start, as on the portal
        assert validate(version, "", answers["form"], "DIRECT", today=ON) == validate(
            version, "", usual, "DIRECT", today=ON
        )


def test_what_is_required_and_missing_is_named_at_its_box(catalogue: Any, bare: Any) -> None:
    cases, expected = [], []
    for code, sample in form_samples().items():
        version = version_in_force(code, ON)
        for path in sample["without"][:1]:
            form = deepcopy(sample["form"])
            eform.drop(form, path)
            cases.append([version.form_layout["sections"], typed_of(version, form), {}])
            expected.append((code, path))
    for (code, path), (_untouched, answers) in zip(expected, bare.evaluate(FILL, cases), strict=True):
        assert any(name.startswith(f"form.{path}") for name, _words in answers["faults"]), (
            code,
            path,
            answers["faults"],
        )


def test_conditions_hold_when_the_server_says_so(catalogue: Any, bare: Any) -> None:
    """Every condition of the catalogue's forms, on complete and on ever emptier answers."""
    forms = [one["form"] for one in form_samples().values()] + list(FULL_FORMS.values()) + [{}]
    conditions = {
        json.dumps(c): c
        for version in all_in_force(ON)
        for part, field in eform.fields(version)
        for c in (part.when, field.when, field.same_when)
        if c
    }
    cases = [[condition, form] for condition in conditions.values() for form in forms]
    assert len(cases) > 100
    told = bare.evaluate("(cases) => cases.map(([one, form]) => ngoaiTuyen.dieuKien(one, form))", cases)
    assert told == [holds(condition, form) for condition, form in cases]
