"""Nền chung: chains go along word for word, files by their hash, notices with what still waits."""

from thongsuot.common.models import (
    Counter,
    Feed,
    FeedNote,
    IdempotencyKey,
    JournalCheckpoint,
    JournalEntry,
    JournalHead,
    Notice,
    NoticePolicy,
    NoticePreference,
    RateHit,
    SeriesEnd,
    SigningKeyInfo,
    Stamp,
    StoredFile,
)
from thongsuot.cutover.carrying.decisions import NOT_LEFT, carried, left, matched

matched(JournalEntry, how="phần `journal`: nguyên văn vào bảng bút toán mang sang, và thành chuỗi mới với số ở đây")
matched(JournalHead, how="đầu chuỗi mới lập cùng chuỗi")
matched(Counter, how="phần `counters`: dãy số theo đơn vị và số cuối; số ở đây không bao giờ lùi")
matched(SeriesEnd, how="đi cùng dãy số trong phần `counters`")
matched(Feed, how="cùng tên ở hai bên")
left(JournalCheckpoint, why="điểm chốt gộp mọi chuỗi của nơi gửi; bản kê đã ký nói đầu mỗi chuỗi, ở đây chốt lại")
left(IdempotencyKey, why="chống gửi hai lần trong bảy ngày của phiên ở nơi gửi; phiên không mang theo")
left(RateHit, why="nhịp của vài phút")
left(SigningKeyInfo, why="khoá của bản cài đặt; dấu khoá của nơi gửi ghi ở PackageSource")
left(Stamp, why="mốc của bộ nhớ đệm; ở đây tăng sau khi nạp")

carried(
    StoredFile,
    "where",
    "t.owner_id IN (SELECT id FROM pack_user) OR t.uid IN (SELECT f.file_id FROM dossiers_dossierfile f"
    " WHERE f.province_id IN (SELECT id FROM pack_province)) OR t.uid IN (SELECT x.file_id FROM payments_exemption x"
    " WHERE x.province_id IN (SELECT id FROM pack_province)) OR t.uid IN (SELECT i.stored_id FROM records_recorditem i"
    " WHERE i.province_id IN (SELECT id FROM pack_province))",
)
carried(FeedNote, "province", vanishes=True, waits_for="entry_id")
carried(
    Notice,
    "where",
    f"t.province_id IN (SELECT id FROM pack_province) AND {NOT_LEFT}",
    kinds={"subject_id": "subject_kind"},
    # Keys are made of numbers of the source; behind this prefix they never meet a key made here.
    written={"key": "'n' || %(source)s || ':' || md5(s.key)"},
)
carried(NoticePolicy, "unit")
carried(NoticePreference, "user", only_with_new="user_id")
