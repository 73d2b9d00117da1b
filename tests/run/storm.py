"""Cơn bão nộp hồ sơ: many clients at once, each repeats its request with the same key until it is answered."""

import asyncio
import json
import logging
from dataclasses import dataclass, field

import httpx

from config.run.waiting import PATIENCE
from tests.factories.procedures import BIRTH, FULL_FORMS

logging.getLogger("httpx").setLevel(logging.WARNING)  # one line per request would bury a failure


@dataclass
class Storm:
    """What the clients saw."""

    codes: dict[str, str] = field(default_factory=dict)  # key → code of the dossier
    refused: list[str] = field(default_factory=list)
    repeats: int = 0


def birth(url, token):
    """The body of a complete birth registration, asked from the catalogue of the running system."""
    head = {"Authorization": f"Bearer {token}"}
    procedure = httpx.get(f"{url}/api/v1/procedures/{BIRTH}", headers=head, timeout=PATIENCE).raise_for_status().json()
    papers = [c for c in procedure["components"] if c["group"] != "note"]
    return {
        "procedure_code": BIRTH,
        "receiving_unit": "18583",
        "channel": "DIRECT",
        "applicant": {"name": "Nguyễn Thị Lan", "phone": "0912345678"},
        "form": FULL_FORMS[BIRTH],
        "components": [{"code": c["code"], "source": "FILED", "originals": 1} for c in papers],
    }


def submit_all(url, token, body, keys, hurt, after):
    """Send one request per key, all at once; call `hurt()` when `after` of them have been answered."""
    return asyncio.run(_submit_all(url, token, body, keys, hurt, after))


async def _submit_all(url, token, body, keys, hurt, after):
    storm = Storm()
    limits = httpx.Limits(max_connections=len(keys), max_keepalive_connections=0)
    head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    content = json.dumps(body).encode()
    async with httpx.AsyncClient(base_url=url, headers=head, limits=limits, timeout=PATIENCE) as client:
        clients = [asyncio.create_task(_one(client, content, key, storm)) for key in keys]
        while len(storm.codes) < after and not all(task.done() for task in clients):
            await asyncio.sleep(0.005)
        await asyncio.to_thread(hurt)
        await asyncio.gather(*clients)
    return storm


async def _one(client, content, key, storm):
    """Like a careful program: no answer or 429/503 → the same request again; anything else is an answer."""
    end = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < end:
        try:
            answer = await client.post("/api/v1/dossiers", content=content, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            answer = None
        if answer is not None and answer.status_code == 201:
            storm.codes[key] = answer.json()["code"]
            return
        if answer is not None and answer.status_code not in (429, 500, 502, 503):
            storm.refused.append(f"{answer.status_code} {answer.text[:300]}")
            return
        storm.repeats += 1
        await asyncio.sleep(0.3)
    storm.refused.append(f"{key}: không có câu trả lời nào trong {PATIENCE:.0f} giây")
