"""Kiểm tra và đo: journal verify, check-deploy, bench."""

import argparse
import json
from dataclasses import asdict

from config.commands.session import django_session, say

FOUND_SOMETHING = 1


def journal_verify(chosen: argparse.Namespace) -> int:
    """Name the first bad, missing, swapped or cut-off entry of each chain."""
    with django_session():
        from thongsuot.common import journal_verify as verifier

        report = verifier.verify()
    for fault in report.faults:
        print(fault)
    more = " (còn nữa)" if report.truncated else ""
    say(
        f"{report.entries} bút toán, {report.subjects} chuỗi, {report.checkpoints} điểm chốt: "
        + ("đúng." if report.ok else f"{len(report.faults)} chỗ sai{more}.")
    )
    return 0 if report.ok else FOUND_SOMETHING


def journal_checkpoint(chosen: argparse.Namespace) -> int:
    """Make a signed checkpoint now."""
    with django_session():
        from thongsuot.common import checkpoints
        from thongsuot.common.now import now

        header = checkpoints.make(now())
    if header is None:
        say("Không có gì mới từ điểm chốt trước.")
    else:
        print(header.name)
    return 0


def check_deploy(chosen: argparse.Namespace) -> int:
    """List what a production installation still lacks."""
    with django_session():
        from config import deploy

        lacks = deploy.lacks()
    if chosen.json:
        print(json.dumps([asdict(lack) for lack in lacks], ensure_ascii=False, indent=1))
    else:
        for lack in lacks:
            print(f"[{lack.code}] {lack.what}\n    → {lack.remedy}")
    say(f"Còn thiếu {len(lacks)} điều." if lacks else "Không thấy thiếu điều gì.")
    return FOUND_SOMETHING if lacks else 0


def bench(chosen: argparse.Namespace) -> int:
    """Measure on an installation of its own; prints a table."""
    from config.bench import run

    return run.main(chosen.words)
