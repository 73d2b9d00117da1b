"""Dữ liệu giả: dossiers that nobody filed, for measuring only."""

import argparse
import json
from importlib import import_module

from config.commands.session import django_session
from config.run.problem import CannotRun


def synthetic_load(chosen: argparse.Namespace) -> int:
    """Fill the database; same seed, same rows."""
    if not 0 <= chosen.open_share <= 1 or chosen.dossiers < 1 or chosen.units < 1:
        raise CannotRun("Số hồ sơ và số đơn vị phải từ 1, phần đang xử lý từ 0 đến 1.")
    with django_session():
        from thongsuot.common.errors import Refused

        try:
            made = import_module("thongsuot.dossiers.synthetic").load(
                dossiers=chosen.dossiers,
                open_share=chosen.open_share,
                seed=chosen.seed,
                units=chosen.units,
                hot_unit=chosen.hot_unit,
            )
        except Refused as refused:
            raise CannotRun(str(refused.detail)) from refused
    print(json.dumps(made, ensure_ascii=False))
    return 0
