"""Danh mục: a version with the same content is the same; another content comes along for its dossiers only."""

from thongsuot.cutover.carrying.decisions import carried, left
from thongsuot.procedures.models import (
    AssignmentBatch,
    CaseRule,
    ChannelRule,
    ComponentRule,
    Decision,
    DecisionItem,
    FeeRule,
    ImportRow,
    ImportRun,
    Procedure,
    ProcedureVersion,
    ProcessDraft,
    ReviewItem,
    ReviewRound,
    StepRule,
    UnitProcedure,
)

# What a version says, without its numbers and dates: the same on both sides means the same rules for a dossier.
_RULES = "procedures_channelrule procedures_caserule procedures_feerule procedures_componentrule procedures_steprule"
CONTENT = "md5((to_jsonb(t) - '{id,procedure_id,valid,started_by_id,ended_by_id,fingerprint}'::text[])::text || " + (
    " || ".join(
        f"coalesce((SELECT string_agg((to_jsonb(r) - '{{id,version_id}}'::text[])::text, ',' ORDER BY"
        f" (to_jsonb(r) - '{{id,version_id}}'::text[])::text) FROM {table} r WHERE r.version_id = t.id), '')"
        for table in _RULES.split()
    )
    + ")"
)
CODE = "(SELECT p.code FROM procedures_procedure p WHERE p.id = t.procedure_id)"
SAME_PROCEDURE = "SELECT s.id, p.id FROM %(stage)s s JOIN procedures_procedure p ON p.code = s.code"
SAME_VERSION = f"""
SELECT DISTINCT ON (s.id) s.id, t.id FROM %(stage)s s JOIN procedures_procedure p ON p.code = s._code
  JOIN procedures_procedureversion t ON t.procedure_id = p.id AND {CONTENT} = s._content
 ORDER BY s.id, (t.valid = s.valid) DESC, t.id
"""
USED = """t.id IN (SELECT d.version_id FROM dossiers_dossier d WHERE d.province_id IN (SELECT id FROM pack_province))"""

carried(
    Procedure,
    "where",
    "t.id IN (SELECT v.procedure_id FROM procedures_procedureversion v WHERE v.id IN (SELECT d.version_id"
    " FROM dossiers_dossier d WHERE d.province_id IN (SELECT id FROM pack_province)))"
    " OR t.id IN (SELECT a.procedure_id FROM procedures_unitprocedure a WHERE a.unit_id IN (SELECT id FROM pack_unit))",
    matched_by=SAME_PROCEDURE,
)
carried(
    ProcedureVersion,
    "where",
    USED,
    emptied=("started_by_id", "ended_by_id"),
    extras={"_content": (CONTENT, "text"), "_code": (CODE, "text")},
    written={"valid": "'empty'::daterange"},  # in force on no day: it rules the dossiers that came with it, nothing new
    matched_by=SAME_VERSION,
)
for _model in (ChannelRule, CaseRule, FeeRule, ComponentRule, StepRule):
    carried(_model, "where", USED.replace("t.id", "t.version_id", 1), only_with_new="version_id")
carried(UnitProcedure, "unit", emptied=("given_in_id", "ended_in_id"))
left(AssignmentBatch, why="chỉ để hoàn tác một lần giao hàng loạt ở nơi gửi; việc giao thì mang theo")
left(
    Decision,
    DecisionItem,
    ProcessDraft,
    ImportRun,
    ImportRow,
    ReviewRound,
    ReviewItem,
    why="việc soạn danh mục của nơi gửi; danh mục ở đây do tỉnh mới quyết, bản mà hồ sơ cũ dùng thì mang theo",
)
