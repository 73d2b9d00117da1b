"""Tìm hồ sơ: by code, by the beginning of a name, by words of a name; with or without marks; never outside one's scope.

The search is scoped to units first, because names of Vietnamese people are too alike for a whole province. Three stages
stand in one statement, and a later one is not run when an earlier one has filled the page. The statement is kept on the
connection with one plan (planning took ten times as long as running it), so nothing in its text depends on who asks for what:
code (index of codes) → beginning of the name (b-tree of unit and folded name) → words of the name (full-text; the units
are words of it too, so that few rows are touched). Whoever types marks sees those who bear the same marks first.

A whole name that stands on record as it was typed is found: then nobody who only shares its words is looked for, unless
that is asked (`Wanted.any_order`). In a province it is the other way round: asking each of its units for the beginning
takes longer than the words of everybody, so beginnings are asked when no name has the words.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from thongsuot.accounts.models import Role
from thongsuot.accounts.permissions import leaders_view
from thongsuot.accounts.principal import Principal
from thongsuot.common import prepared, stamps
from thongsuot.common.now import now
from thongsuot.common.text import bare, fold_marks, nfc
from thongsuot.dossiers import aliases
from thongsuot.dossiers.models import CLOSED
from thongsuot.dossiers.permissions import WORKING_ROLES, former_units, working_units
from thongsuot.dossiers.selectors.lists import ALL, COLUMNS, Line, Lines, Wanted
from thongsuot.org.selectors import unit_info, versions_of
from thongsuot.tasks.specs import NO_DUE

CODE, SAME_MARKS, BEGINS, WORDS = range(4)
AFTER_ALL = "\U0010ffff"  # comes behind every letter, byte for byte
FEW = 4  # as many own units get a branch of their own, which is planned faster; others are gone through one by one
NAMED_UNITS = 40  # as many units as a full-text query names; beyond, the words of the name alone are looked up
WHOLE_NAME = 3  # family, middle and given name: so many words are seldom typed in another order than they are written

# What the full-text index knows of a dossier; migration 0006 builds the index over exactly this.
WORDS_OF = (
    "to_tsvector('simple'::regconfig, 'u' || d.competent_unit_id::text || ' u' || d.receiving_unit_id::text"
    " || ' ' || d.applicant_bare)"
)
# "hòa" also stands as "hoà" on record: the tone on the first or on the second vowel of an open syllable.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OLDER_TONE = re.compile(rf"(o|(?<!q)u)([{_TONES}])([aey])(?![a-z\u0300-\u036f])")
# What is not asked for is said first: a search over words looks at thousands of rows.
FILTERS = "(%(any_status)s OR d.status = ANY(%(statuses)s)) AND (%(any_due)s OR d.due_at < %(due_before)s)"
HELD = "EXISTS (SELECT 1 FROM dossiers_holding h WHERE h.province_id = d.province_id AND h.dossier_id = d.id AND h.unit_id = ANY(%(held)s))"
# As subselects, which are hashed: a leader of a province has five hundred units, and a list is gone through one by one.
OF_OWN, OF_FORMER = (f"IN (SELECT unnest(%({units})s::bigint[]))" for units in ("own", "former"))
OWN = f"d.competent_unit_id {OF_OWN} OR d.receiving_unit_id {OF_OWN}"
FORMER = f"d.status = ANY(%(closed)s) AND (d.competent_unit_id {OF_FORMER} OR d.receiving_unit_id {OF_FORMER})"

BY_CODE = f"""(SELECT {COLUMNS}, {CODE} AS stage, d.applicant_bare, false AS marks FROM dossiers_dossier d
  WHERE d.code = ANY(%(codes)s) AND {FILTERS} AND {{scope}} ORDER BY d.id DESC LIMIT %(limit)s)"""  # noqa: S608

# Ways in which a dossier belongs to a scope; each excludes those before it, so that none comes twice.
WAYS = (
    ("own", "d.competent_unit_id = u.id"),
    (
        "own",
        "d.receiving_unit_id = u.id AND NOT d.receiving_unit_id = d.competent_unit_id AND d.competent_unit_id <> ALL(%(own)s)",
    ),
    (
        "former",
        f"d.competent_unit_id = u.id AND d.receiving_unit_id <> ALL(%(own)s) AND (d.status = ANY(%(closed)s) OR {HELD})",
    ),
    (
        "former",
        "d.receiving_unit_id = u.id AND NOT d.receiving_unit_id = d.competent_unit_id"
        f" AND d.competent_unit_id <> ALL(%(own)s || %(former)s::bigint[]) AND (d.status = ANY(%(closed)s) OR {HELD})",
    ),
)
# A range and not LIKE: one plan for all names can use the index only for what is a range whatever the name is.
BEGINNING = "d.applicant_bare ~>=~ %(from_name)s AND d.applicant_bare ~<~ %(to_name)s"
NOT_BEGINNING = "d.applicant_bare NOT LIKE %(starts)s"
BY_UNIT = f"""(SELECT {COLUMNS}, {{stage}} AS stage, d.applicant_bare, {{marks}} AS marks FROM dossiers_dossier d
    WHERE {{way}} AND {BEGINNING} AND {{only}} AND {FILTERS} AND {{after}}
    ORDER BY d.applicant_bare USING ~<~, d.id DESC LIMIT %(limit)s)"""  # noqa: S608
BY_NAME = f"""(SELECT o.* FROM unnest(%({{units}})s::bigint[]) AS u(id) CROSS JOIN LATERAL {BY_UNIT} o)"""  # noqa: S608
# Held by a unit of the scope, though neither received by nor sent to any of it: consulted, or sent to a department.
CONSULTED = "SELECT h.province_id, h.dossier_id FROM dossiers_holding h WHERE h.involvement = 'consulted' AND h.unit_id = ANY(%(held)s)"
SENT = "SELECT h.province_id, h.dossier_id FROM dossiers_holding h WHERE h.unit_id = ANY(%(sent)s)"
NOT_OURS = """d.competent_unit_id <> ALL(%(own)s || %(former)s::bigint[])
    AND d.receiving_unit_id <> ALL(%(own)s || %(former)s::bigint[])"""
ELSEWHERE = f"(d.province_id, d.id) IN ({CONSULTED} UNION ALL {SENT}) AND {NOT_OURS}"
# One by one from the holdings: they are few, and one plan for everybody does not know it.
BY_HOLDING = f"""(SELECT o.* FROM ({{holdings}}) e CROSS JOIN LATERAL (
    SELECT {COLUMNS}, {{stage}} AS stage, d.applicant_bare, {{marks}} AS marks FROM dossiers_dossier d
    WHERE d.province_id = e.province_id AND d.id = e.dossier_id AND {NOT_OURS} AND {{only}} AND {FILTERS} AND {{after}} OFFSET 0) o
  ORDER BY {{order}} LIMIT %(limit)s)"""  # noqa: S608
STAGE_BY_NAME = """(SELECT * FROM ({branches}) n ORDER BY n.applicant_bare USING ~<~, n.id DESC LIMIT %(limit)s)"""
BY_WORDS = f"""(SELECT {COLUMNS}, {WORDS} AS stage, d.applicant_bare, {{marks}} AS marks FROM dossiers_dossier d
  WHERE {{provinces}} {WORDS_OF} @@ ({{query}}) AND {{others}} AND {FILTERS} AND {{scope}}
    AND {{after}} ORDER BY {{order}} LIMIT %(limit)s)"""  # noqa: S608

STAGE_BY_WORDS = """(SELECT * FROM ({branches}) w ORDER BY w.marks DESC, w.id DESC LIMIT %(limit)s)"""

AFTER_NAME = "d.applicant_bare ~>=~ %(after_name)s AND (d.applicant_bare ~>~ %(after_name)s OR d.id < %(after_id)s)"
AFTER_WORDS = "({marks}, d.id) < (%(after_marks)s, %(after_id)s)"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where is searched: own units, former ones (closed dossiers), units by whose holdings an open dossier is seen."""

    own: frozenset[int]
    former: frozenset[int]
    held: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.own or self.former or self.held)

    def only(self, unit_ids: Collection[int]) -> "Scope":
        """Cut down to the units asked for."""
        asked = frozenset(unit_ids)
        return Scope(self.own & asked, self.former & asked, self.held & asked)


def own_scope(principal: Principal) -> Scope:
    """Đơn vị của tôi: what units of one's own posts received or resolve, and what was sent to one's department."""
    own = principal.units_with(*WORKING_ROLES)
    return Scope(own, frozenset(), principal.units_with(Role.DEPARTMENT_OFFICIAL) - own)


def wide_scope(principal: Principal) -> Scope:
    """Mọi nơi trong tỉnh mà tôi được xem: subtree of a leader, predecessors, consultations; exactly what `sight` allows."""
    own = principal.units_with(*WORKING_ROLES) | leaders_view(principal, now())
    return Scope(own, former_units(principal) - own, working_units(principal))


def searches(principal: Principal) -> bool:
    """Whether this person's lists are searched here: officials who work on dossiers, not citizens, systems or auditors."""
    return principal.is_official and not principal.has(Role.INTEGRATION) and bool(working_units(principal))


def needs_more_words(principal: Principal, text: str, *, wide: bool) -> bool:
    """Whether one word alone would match a good part of a province: at least two words of the name are needed."""
    scope = wide_scope(principal) if wide else own_scope(principal)
    return len(scope.own | scope.former) > NAMED_UNITS and len(_words(text)) < 2 and not _looks_like_code(text)


def search_dossiers(
    principal: Principal, wanted: Wanted, *, wide: bool, after: tuple[str, ...] | None = None, limit: int = 20
) -> Lines:
    """Hồ sơ khớp `wanted.text` in one statement: best stage first, by name, newest first among equals; never counted."""
    scope = wide_scope(principal) if wide else own_scope(principal)
    if wanted.unit_ids:
        scope = scope.only(wanted.unit_ids)
    if not scope or not bare(wanted.text).strip():
        return Lines((), None)
    rows = _rows(scope, wanted, after, limit)
    lines = [Line(*row[:STAGE_AT]) for row in rows[:limit]]
    as_typed = bool(rows) and _as_typed(scope, wanted) and rows[-1][STAGE_AT] < WORDS
    if len(rows) <= limit:
        return Lines(lines, None, as_typed)
    stage, name, marks = rows[limit - 1][STAGE_AT:]
    return Lines(lines, (str(stage), name, str(int(marks)), str(lines[-1].id)), as_typed)


def ways_shown(scope: Scope, wanted: Wanted) -> tuple[bool, bool]:
    """Whether the list of this search shows names that begin as typed, and names that hold the words: for its export."""
    if _as_typed(scope, wanted) or (_in_province(scope) and _words(wanted.text)):
        worded = [row[STAGE_AT] == WORDS for row in _rows(scope, wanted, None, 1) if row[STAGE_AT] != CODE]
        return (not worded[0], worded[0]) if worded else (True, True)
    return True, True


def _rows(scope: Scope, wanted: Wanted, after: tuple[str, ...] | None, limit: int) -> list[tuple[Any, ...]]:
    sql, params = statement(scope, wanted, after=after, limit=limit)
    with prepared.cursor() as cursor:
        cursor.execute(sql, params)
        return sorted(cursor.fetchall(), key=lambda row: row[STAGE_AT])


def _in_province(scope: Scope) -> bool:
    """Whether the scope is too wide to be asked unit by unit."""
    return len(scope.own | scope.former) > NAMED_UNITS


def _as_typed(scope: Scope, wanted: Wanted) -> bool:
    """Whether a name that begins as typed ends the search."""
    return not wanted.any_order and not _in_province(scope) and len(_words(wanted.text)) >= WHOLE_NAME


STAGE_AT = COLUMNS.count(",") + 1


def statement(
    scope: Scope, wanted: Wanted, *, after: tuple[str, ...] | None = None, limit: int = 20
) -> tuple[str, dict[str, Any]]:
    """The one statement and its parameters (tests look at its plan)."""
    typed = nfc(wanted.text).strip()
    accented, words = _accented(typed), _words(typed)
    stage = int(after[0]) if after else CODE
    named = not _in_province(scope)
    params = text_params(scope, wanted) | {
        "begin": [f"{_like(form)}%" for form in accented],
        "inside": [f"%{_like(form)}%" for form in accented],
        "places": " | ".join(f"u{unit_id}" for unit_id in sorted(scope.own | scope.former)) if named else "",
        "provinces": [] if named else list(_provinces(scope.own | scope.former)),
        "limit": limit + 1,
        "after_name": after[1] if after else "",
        "after_marks": bool(after and after[2] == "1"),
        "after_id": int(after[3]) if after else 0,
    }
    begins, worded = [], []
    begin, inside = "d.applicant_name LIKE ANY(%(begin)s)", "d.applicant_name LIKE ANY(%(inside)s)"
    if accented and stage <= SAME_MARKS:
        begins.append(_by_name(SAME_MARKS, begin, scope, resumed=stage == SAME_MARKS))
    if stage <= BEGINS:
        begins.append(_by_name(BEGINS, f"NOT {begin}" if accented else "true", scope, resumed=stage == BEGINS))
    if words:
        worded.append(_by_words(inside if accented else "false", scope, named=named, resumed=stage == WORDS))
    by_code = [BY_CODE.format(scope=scope_condition(scope))] if params["codes"] and not after else []
    if words and (not named or _as_typed(scope, wanted)):
        first, second = (begins, worded) if named else (worded, begins)
        if after:  # a following page goes on in the way the first came from
            return _stages(second if (stage == WORDS) == named else first), params
        return _one_or_other([*by_code, *first], second), params
    return _stages([*by_code, *begins, *worded]), params


def _stages(parts: list[str]) -> str:
    return f"SELECT * FROM ({' UNION ALL '.join(parts)}) stages LIMIT %(limit)s"  # noqa: S608


def _one_or_other(first: list[str], second: list[str]) -> str:
    """The second way is gone only when the first found nobody."""
    found = f"WITH found AS MATERIALIZED ({' UNION ALL '.join(first)}) "
    if_nobody = [f"(SELECT o.* FROM {way} o WHERE NOT EXISTS (SELECT FROM found))" for way in second]  # noqa: S608
    return found + _stages(["(SELECT * FROM found)", *if_nobody])


def text_params(scope: Scope, wanted: Wanted) -> dict[str, Any]:
    """Parameters of scope, filters and text, as the list's export uses them too."""
    typed = nfc(wanted.text).strip()
    return {
        "own": _array(scope.own),
        "former": _array(scope.former),
        "held": _array(scope.held),
        "sent": _array(scope.held - scope.own),
        "closed": sorted(CLOSED),
        "statuses": list(wanted.statuses or ALL),
        "any_status": not wanted.statuses,
        "due_before": wanted.due_before or NO_DUE,
        "any_due": wanted.due_before is None,
        "codes": _codes(typed, scope),
        "starts": f"{_like(bare(typed))}%",
        "from_name": bare(typed),
        "to_name": bare(typed) + AFTER_ALL,
        "words": " ".join(_words(typed)),
    }


def scope_condition(scope: Scope) -> str:
    """The scope as a condition, without the parts that this person does not have: each costs planning."""
    parts = [(OWN, scope.own), (FORMER, scope.former), (HELD, scope.held)]
    return "(" + " OR ".join(f"({part})" for part, units in parts if units) + ")"


def _by_name(stage: int, only: str, scope: Scope, *, resumed: bool) -> str:
    fields = {"stage": stage, "only": only, "marks": "false", "after": AFTER_NAME if resumed else "true"}
    branches = []
    for units, way in WAYS:
        of_scope = sorted(getattr(scope, units))
        if units == "own" and 0 < len(of_scope) <= FEW:
            nth = [f"(%(own)s::bigint[])[{n}]" for n in range(1, len(of_scope) + 1)]
            branches += [BY_UNIT.format(way=way.replace("u.id", unit), **fields) for unit in nth]
        elif of_scope:
            branches.append(BY_NAME.format(units=units, way=way, **fields))
    if scope.held:
        fields["only"] = f"{BEGINNING} AND {only}"
        holdings = f"{CONSULTED} UNION {SENT}" if scope.held - scope.own else CONSULTED
        branches.append(BY_HOLDING.format(holdings=holdings, order="o.applicant_bare USING ~<~, o.id DESC", **fields))
    return STAGE_BY_NAME.format(branches=" UNION ALL ".join(branches))


def _by_words(marks: str, scope: Scope, *, named: bool, resumed: bool) -> str:
    """Words of the name: where the units are few they are words of the query; what is held from elsewhere has none."""
    fields = {
        "marks": marks,
        "after": AFTER_WORDS.format(marks=marks) if resumed else "true",
        "order": "d.id DESC" if marks == "false" else f"({marks}) DESC, d.id DESC",
        "others": NOT_BEGINNING if named else "true",  # in a province beginnings are not another way, but the other one
    }
    words = "plainto_tsquery('simple', %(words)s)"
    branches = []
    if scope.own or scope.former:
        query = f"{words} && to_tsquery('simple', %(places)s)" if named else words
        provinces = "" if named else "d.province_id = ANY(%(provinces)s) AND"
        branches.append(BY_WORDS.format(provinces=provinces, query=query, scope=scope_condition(scope), **fields))
    if scope.held - scope.own:  # a department may hold thousands: the words are the narrower way in
        branches.append(BY_WORDS.format(provinces="", query=words, scope=ELSEWHERE, **fields))
    elif scope.held:
        fields |= {"only": f"{WORDS_OF} @@ {words} AND {fields['others']}", "order": "o.marks DESC, o.id DESC"}
        branches.append(BY_HOLDING.format(stage=WORDS, holdings=CONSULTED, **fields))
    return STAGE_BY_WORDS.format(branches=" UNION ALL ".join(branches))


@stamps.cached("org")
def _array(unit_ids: frozenset[int]) -> str:
    """The ids as PostgreSQL reads an array: a province's units are written out once, not for each search."""
    return "{" + ",".join(map(str, sorted(unit_ids))) + "}"


@stamps.cached("org")
def _provinces(unit_ids: frozenset[int]) -> tuple[int, ...]:
    """Provinces under which dossiers of these units may lie: a unit's dossiers keep the province they were filed in."""
    return tuple(
        sorted({version.province_id or version.id for unit_id in unit_ids for version in versions_of(unit_id)})
    )


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", bare(text))[:8]


def _accented(typed: str) -> list[str]:
    """Ways in which the typed name may stand on record with the same marks; empty when none were typed."""
    if bare(typed) == typed.lower():
        return []
    older = fold_marks(typed)
    newer = nfc(_OLDER_TONE.sub(r"\1\3\2", unicodedata.normalize("NFD", older)))
    forms = {form for spelled in (typed, older, newer) for form in (spelled, spelled.title(), spelled.upper())}
    return sorted(forms)


def _looks_like_code(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _codes(typed: str, scope: Scope) -> list[str]:
    """Codes meant by what was typed: a whole one, day and number ("250707-0012"), or today's number alone ("12")."""
    if not _looks_like_code(typed):
        return []
    code = typed.upper().replace(" ", "")
    day = timezone.localdate(now())
    found = [typed, code]
    if known_as := aliases.code_of(code):
        found.append(known_as)
    for unit_id in sorted(scope.own)[:NAMED_UNITS]:
        identifier = unit_info(unit_id, day).identifier
        if re.fullmatch(r"\d{6}-\d{4,12}", code):
            found.append(f"{identifier}-{code}")
        elif re.fullmatch(r"\d{1,5}", code):
            found.append(f"{identifier}-{day:%y%m%d}-{int(code):04d}")
    return list(dict.fromkeys(found))
