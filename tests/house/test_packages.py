"""Gói chuyển nhà: every table of every room has been decided, in words, and every number knows whose it is."""

from thongsuot.cutover.carrying import decisions


def test_every_table_is_carried_matched_or_left():
    decisions.load()
    assert decisions.undecided() == [], "thêm quyết định vào thongsuot/cutover/carrying/rooms/<phòng>.py"


def test_what_stays_behind_says_why():
    assert not [one.label for one in decisions.all_aside() if len(one.why.split()) < 4]


def test_every_number_of_another_row_says_which():
    assert decisions.unclear() == [], (
        "nói bằng refs=… (trỏ tới bảng nào), emptied=… (ở lại) hoặc plain=… (không phải số)"
    )


def test_what_holds_a_cipher_is_sealed_anew_on_the_way():
    carried = {one.label: {seal.column for seal in one.seals} for one in decisions.all_carried()}
    sealed = {
        ("accounts.user", "id_number_cipher"), ("dossiers.dossier", "applicant_cipher"), ("dossiers.dossier", "form"),
        ("dossiers.dossierstep", "product"), ("dossiers.draft", "data"), ("hall.ticket", "prefill"), ("hall.ticket", "phone"),
        ("exchange.inmessage", "raw"), ("offline.arrival", "content"), ("mfa.authenticator", "data"),
    }  # fmt: skip
    assert {(label, column) for label, columns in carried.items() for column in columns} == sealed
    places = set(_places_that_rotate())
    ours = {f"{label.replace('.', '_')}.{column}" for label, column in sealed}
    left = {"offline_vault.key_cipher", "signatures_signingrun.pin_cipher", "documents_mailbox.secret"}
    assert {place for place in places - ours - left if not place.startswith("cutover_")} == set()


def _places_that_rotate():
    from thongsuot.common import crypto

    return crypto._sources


def test_every_series_of_numbers_goes_along():
    from thongsuot.cutover.carrying.packing import SERIES
    from thongsuot.org import moving

    assert moving.register_kinds() == set(SERIES), "thêm dãy số vào SERIES của thongsuot/cutover/carrying/packing.py"
