"""Thứ tự công bằng: who comes next, in one SQL expression that calling and counting share.

Three kinds wait in one line. Priority: a group named by law, or an appointment kept on time once its hour has come.
Owed: an ordinary number that has let the most priority numbers pass that the rule allows. Ordinary: all others.
Priority and owed numbers go first, by age; then the ordinary ones, by age. So a priority number never waits for younger
ones, and an ordinary number is passed by at most `most_passes` younger ones: nobody starves.
"""

PRIORITY = "(t.priority <> '' OR (t.on_time AND t.slot_at <= %(at)s))"
OWED = "(t.passed >= %(most)s)"
FIRST = f"CASE WHEN {PRIORITY} OR {OWED} THEN 0 ELSE 1 END"
ORDER = f"{FIRST}, t.ready_at, t.id"
