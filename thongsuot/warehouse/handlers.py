"""Nghe tin: every entry about a dossier, every rating, every first confirmation makes the fact of its dossier anew."""

from collections import defaultdict

from thongsuot.common import feeds
from thongsuot.dossiers.journalling import SUBJECT
from thongsuot.exchange.services.leasing import CONFIRMED
from thongsuot.ratings.models import SUBJECT as RATING
from thongsuot.ratings.models import Rating
from thongsuot.warehouse import services

DOSSIERS, RATINGS, CONFIRMATIONS = "warehouse", "warehouse_ratings", "warehouse_confirmations"
AT_ONCE = 500


def register() -> None:
    """Called by `ready()`."""
    feeds.register(DOSSIERS, SUBJECT)
    feeds.register(RATINGS, RATING)
    feeds.register(CONFIRMATIONS, CONFIRMED)


def follow(limit: int = AT_ONCE) -> int:
    """Đọc mọi nguồn tin một lượt; returns how many news were read."""
    return follow_dossiers(limit) + follow_ratings(limit) + follow_confirmations(limit)


def follow_dossiers(limit: int = AT_ONCE) -> int:
    """Đọc tin về hồ sơ; doubled or late news only write the same fact again."""
    return _follow(DOSSIERS, limit)


def follow_confirmations(limit: int = AT_ONCE) -> int:
    """Đọc tin hồ sơ đã được cổng quốc gia nhận lần đầu."""
    return _follow(CONFIRMATIONS, limit)


def _follow(feed: str, limit: int) -> int:
    with feeds.take(feed, limit) as news:
        _refresh((one.province_id, one.subject_id) for one in news)
        return len(news)


def follow_ratings(limit: int = AT_ONCE) -> int:
    """Đọc tin về đánh giá."""
    with feeds.take(RATINGS, limit) as news:
        ids = [one.subject_id for one in news]
        _refresh(Rating.objects.filter(pk__in=ids).values_list("province_id", "dossier_id"))
        return len(news)


def _refresh(wanted) -> None:
    by_province: dict[int, set[int]] = defaultdict(set)
    for province_id, dossier_id in wanted:
        by_province[province_id].add(dossier_id)
    for province_id in sorted(by_province):
        services.refresh(province_id=province_id, dossier_ids=by_province[province_id])
