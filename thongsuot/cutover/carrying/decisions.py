"""Sổ quyết định: what becomes of every table of every room when a province leaves for another installation.

Each room's decisions stand in `carrying/rooms/<room>.py`: `carried` (goes along, by which rule), `matched` (both sides
have it, found again by its natural key), `left` (stays behind, and why). A house test names what nobody decided.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Literal

from django.apps import apps
from django.db.models import ForeignKey, Model

Rule = Literal["province", "unit", "user", "where"]

# Plain columns that hold the identity of another room's row, by their names; a decision may say otherwise.
KNOWN_COLUMNS: Mapping[str, str] = {
    "province_id": "org.unit",
    "unit_id": "org.unit",
    "organ_id": "org.unit",
    "dossier_id": "dossiers.dossier",
    "task_id": "tasks.task",
    "user_id": "accounts.user",
    "owner_id": "accounts.user",
    "actor_id": "accounts.user",
    "entry_id": "common.journalentry",
}
# What a plain column `subject_id` points to, by the kind that stands beside it.
SUBJECTS: Mapping[str, str] = {
    "dossier": "dossiers.dossier",
    "dossier_letter": "dossiers.dossier",
    "dossier_copy": "dossiers.dossier",
    "ticket": "hall.ticket",
    "hall": "org.unit",
    "unit": "org.unit",
    "account": "accounts.user",
    "lookup": "dossiers.lookup",
    "export": "dossiers.export",
    "rating": "ratings.rating",
    "receipt": "payments.receipt",
    "cash_session": "payments.cashsession",
    "beneficiary_account": "payments.beneficiaryaccount",
    "mirror": "exchange.mirrordossier",
    "in_message": "exchange.inmessage",
    "out_message": "exchange.outmessage",
    "axis_in": "exchange.axisin",
    "axis_out": "exchange.axisout",
    "payment_intent": "payments.intent",
    "stuck_alarm": "exchange.alarm",
    "offline_device": "offline.device",
    "offline_arrival": "offline.arrival",
    "downtime": "portal.downtime",
    "record": "records.recordfile",
    "hand_in": "records.handin",
    "hand_in_due": "records.handindue",
    "disposal": "records.disposal",
    "disposal_minutes": "records.disposal",
    "fonds": "records.fonds",
    "scan_batch": "records.batch",
    "scanned_file": "records.scannedfile",
    "scanned_document": "records.scanneddocument",
    "records_handover": "records.handover",
    "document": "documents.document",
    "documents.book": "documents.bookyear",
    "work_file": "documents.workfile",
    "document_template": "documents.documenttemplate",
    "task": "tasks.task",
    "copy": "documents.documentcopy",
    "certified_copy": "documents.documentcopy",
    "signing_request": "signatures.signingrequest",
    "certificate": "signatures.certificate",
}
# Kinds that are the sender's own business and stay with it: its plans, what it collected, its leaflets.
LEFT_SUBJECTS = frozenset(
    {
        "plan",
        "cutover_plan",
        "cutover_data",
        "leaflet_book",
        "cutover_handover",
        "record_package",
        "store_object",
        "mailbox",
    }
)
NOT_LEFT = "t.subject_kind NOT IN (" + ", ".join(f"'{kind}'" for kind in sorted(LEFT_SUBJECTS)) + ")"


@dataclass(frozen=True, slots=True)
class Seal:
    """Cột mã hoá: how it is sealed and by which columns of the row it is bound (`aad` gets their texts)."""

    column: str
    way: Literal["bytes", "marked", "named"]
    aad: Callable[..., bytes]
    needs: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # of `named`: keys of the JSON object that hold ciphers


@dataclass(frozen=True, slots=True)
class Carried:
    """Bảng mang theo."""

    model: type[Model]
    by: Rule
    where: str = ""
    refs: Mapping[str, str] = field(default_factory=dict)
    plain: tuple[str, ...] = ()  # integer columns that look like an identity and are none
    emptied: tuple[str, ...] = ()  # pointed to something that stays behind
    seals: tuple[Seal, ...] = ()
    hashes: tuple[str, ...] = ()
    extras: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # name → (SQL of it, type)
    written: Mapping[str, str] = field(default_factory=dict)  # column → SQL over the staged row `s`
    kinds: Mapping[str, str] = field(default_factory=dict)  # column → extra or column with the kind of subject
    matched_by: str = ""  # SQL: (old, new) of what is here already
    only_with_new: str = ""  # key: rows of a parent that was here before stay behind
    waits_for: str = ""  # column: a row whose entry stays beside the chain here is shown, not written
    vanishes: bool = False  # what the source has no more is removed here too, unless worked on

    @property
    def label(self) -> str:
        """Name of the model, as packages write it."""
        return self.model._meta.label_lower


@dataclass(frozen=True, slots=True)
class Aside:
    """Bảng không mang theo từng dòng: matched by its key, or left behind; in words."""

    model: type[Model]
    matched: bool
    why: str

    @property
    def label(self) -> str:
        """Name of the model, as packages write it."""
        return self.model._meta.label_lower


_carried: dict[str, Carried] = {}
_aside: dict[str, Aside] = {}


def carried(model: type[Model], by: Rule, where: str = "", **more: Any) -> None:
    """Mang theo: rows of the province by `province_id`, of its units, of its people, or by a condition on `t`."""
    _once(model)
    _carried[model._meta.label_lower] = Carried(model, by, where, **more)


def matched(model: type[Model], *, how: str) -> None:
    """Hai bên cùng có: found by its key, not written."""
    _once(model)
    _aside[model._meta.label_lower] = Aside(model, True, how)


def left(*models: type[Model], why: str) -> None:
    """Ở lại nơi gửi; `why` in words."""
    for model in models:
        _once(model)
        _aside[model._meta.label_lower] = Aside(model, False, why)


def left_room(label: str, *, why: str) -> None:
    """A whole room or library stays behind."""
    for model in apps.get_app_config(label).get_models(include_auto_created=True):
        left(model, why=why)


def _once(model: type[Model]) -> None:
    label = model._meta.label_lower
    if label in _carried or label in _aside:
        raise ValueError(f"{label}: đã quyết ở nơi khác")


@cache
def load() -> None:
    """Read every room's decisions."""
    from thongsuot.cutover.carrying import rooms

    for module in iter_modules(rooms.__path__):
        import_module(f"{rooms.__name__}.{module.name}")


@cache
def all_carried() -> tuple[Carried, ...]:
    """Mọi bảng mang theo, parents before children."""
    load()
    found: dict[str, Carried] = {}
    begun: set[str] = set()

    def add(one: Carried) -> None:
        if one.label in begun:
            return
        begun.add(one.label)
        for parent in sorted({*references(one).values(), *(key.related_model._meta.label_lower for key in _keys(one))}):
            if parent in _carried:
                add(_carried[parent])
        found[one.label] = one

    for label in sorted(_carried):
        add(_carried[label])
    return tuple(found.values())


def one(label: str) -> Carried:
    """Quyết định của một bảng mang theo."""
    load()
    return _carried[label]


def all_aside() -> tuple[Aside, ...]:
    """Mọi bảng không mang theo."""
    load()
    return tuple(_aside[label] for label in sorted(_aside))


def undecided() -> list[str]:
    """Bảng chưa ai quyết."""
    load()
    labels = {m._meta.label_lower for m in apps.get_models(include_auto_created=True) if m._meta.managed}
    return sorted(labels - set(_carried) - set(_aside))


def columns(one: Carried) -> list[Any]:
    """Cột của bảng, in the order of the model."""
    return list(one.model._meta.concrete_fields)


def references(one: Carried) -> dict[str, str]:
    """Cột nào trỏ tới bảng nào: keys by themselves, plain columns by name or by the decision. `subject_id` is apart."""
    found: dict[str, str] = {}
    for column in columns(one):
        name = column.column
        if name in one.emptied or name in one.written:
            continue
        if isinstance(column, ForeignKey):
            found[name] = column.related_model._meta.label_lower
        elif name in one.refs:
            found[name] = one.refs[name]
        elif name in one.plain or name in one.kinds or not _looks_like_a_reference(column):
            continue
        elif (guess := _guess(name)) is not None:
            found[name] = guess
    return {name: target for name, target in found.items() if target not in _text_keys()}


def unclear() -> list[str]:
    """Cột số có dáng một số của bảng khác mà chưa ai nói trỏ đi đâu, hoặc trỏ tới bảng không mang theo."""
    known = set(_carried) | {"org.unit", "common.journalentry"}
    problems = []
    for one in all_carried():
        said = references(one)
        for column in columns(one):
            name = column.column
            if column.primary_key or name in one.plain or name in one.emptied or name in one.written:
                continue
            if _looks_like_a_reference(column) and name not in said and name not in one.kinds:
                problems.append(f"{one.label}.{name}")
        problems += [f"{one.label}.{name} → {to}" for name, to in said.items() if to not in known]
    return sorted(problems)


def own_key(one: Carried) -> bool:
    """Whether rows get a new number of their own (not when the key is another row's, a UUID or a text)."""
    key = one.model._meta.pk
    return key.get_internal_type() in ("BigAutoField", "AutoField")


def _looks_like_a_reference(column: Any) -> bool:
    if isinstance(column, ForeignKey):
        return column.related_model._meta.label_lower not in _text_keys()
    integer = column.get_internal_type() in ("BigIntegerField", "IntegerField")
    return integer and bool(re.search(r"_ids?$", column.column))


def _guess(name: str) -> str | None:
    if name in KNOWN_COLUMNS:
        return KNOWN_COLUMNS[name]
    if name.endswith("_unit_id"):
        return "org.unit"
    return "accounts.user" if name.endswith("_by_id") else None


@cache
def _text_keys() -> frozenset[str]:
    """Bảng có khoá là chữ hay UUID: the same on both sides, nothing to translate."""
    kinds = ("UUIDField", "CharField", "SlugField", "BinaryField")
    return frozenset(m._meta.label_lower for m in apps.get_models() if m._meta.pk.get_internal_type() in kinds)


def _keys(one: Carried) -> Sequence[Any]:
    return [column for column in columns(one) if isinstance(column, ForeignKey)]
