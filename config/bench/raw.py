"""PostgreSQL trần: the transaction rate and the COPY rate that nothing on top can beat."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from config.bench.ground import Ground, loaded
from config.synthetic.tables import TABLES

HERE = Path(__file__).parent
SUBMIT, STEP = HERE / "raw.sql", HERE / "raw_step.sql"
RATE = re.compile(r"tps = ([0-9.]+)")
CLIENTS = 8
MOST = 1_000_000
SEED = 77


def pgbench(ground: Ground) -> str | None:
    """The program beside the server's, or in PATH; None where there is none (the wheel brings none)."""
    beside = ground.cluster.find_programs().path("pgbench")
    return beside if os.path.exists(beside) else shutil.which("pgbench")


def transactions(ground: Ground, program: str, script: Path, seconds: float) -> float:
    """Transactions of a script a second, from eight clients."""
    known = urlsplit(ground.url("bare"))
    place = parse_qs(known.query)
    words = [program, "-n", "-c", str(CLIENTS), "-j", "2", "-T", str(max(1, round(seconds))), "-f", str(script)]
    words += ["-D", f"dossiers={_many(ground)}"]
    words += ["-h", place["host"][0], "-p", place["port"][0], "-U", unquote(known.username or ""), known.path[1:]]
    secret = {"PGPASSWORD": unquote(known.password or ""), "PATH": os.environ["PATH"]}
    done = subprocess.run(words, env=secret, capture_output=True, text=True, check=True)  # noqa: S603
    found = RATE.search(done.stdout)
    assert found, done.stdout
    return float(found[1])


def _many(ground: Ground) -> int:
    """Over how many dossiers the raw steps are spread: a million, as the measure that the goals come from, if there are."""
    with ground.database("bare") as connection:
        found = connection.execute("SELECT least(max(id), %s) FROM bare_dossier", [MOST]).fetchone()
    assert found
    return int(found[0])


def copies(ground: Ground, dossiers: int, rounds: int) -> tuple[list[float], list[float]]:
    """Dossiers a second by `synthetic load`, and by COPY of the same dossier rows into a table of the same shape.

    The raw side has the rows ready as text and writes the dossiers alone: no chains, no tasks, no foreign keys.
    """
    ours, raw = [], []
    columns = ", ".join(TABLES["dossiers_dossier"])
    for turn in range(rounds):
        ground.copy("empty")
        made = loaded(ground, "empty", "--dossiers", str(dossiers), "--seed", str(SEED + turn))
        ours.append(dossiers / made["seconds"])
        with ground.database("empty") as connection, connection.cursor() as cursor:
            with cursor.copy(f"COPY (SELECT {columns} FROM dossiers_dossier) TO STDOUT") as out:  # noqa: S608
                text = [bytes(part) for part in out]
            cursor.execute("CREATE TABLE raw_copy (LIKE dossiers_dossier INCLUDING ALL)")
            began = time.perf_counter()
            with cursor.copy(f"COPY raw_copy ({columns}) FROM STDIN") as into:
                for part in text:
                    into.write(part)
            raw.append(dossiers / (time.perf_counter() - began))
    return ours, raw
