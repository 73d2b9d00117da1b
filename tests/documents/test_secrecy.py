"""What is a mark of secrecy and what only has such a word in it; quickly, whatever the text."""

import time

import pytest

from thongsuot.documents import secrecy


@pytest.mark.parametrize(
    "text",
    ["MẬT", "  (TỐI MẬT)  ", "*** Tuyệt mật ***", "__MẬT__", "Độ mật: Mật", "Mức độ mật : Tối mật", "a\nTỐI\nMẬT\nb"],
)
def test_a_mark_alone_on_a_line_is_one(text):
    assert secrecy.is_marked(f"Kính gửi\n{text}\nNội dung")
    with pytest.raises(secrecy.Secret) as refused:
        secrecy.refuse_secret("", text)
    assert refused.value.code == "secret_document"


@pytest.mark.parametrize("text", ["", "Bảo mật", "Mật ong", "Độ mật:", "Mật khẩu", "mặt", "MAT", "Không mật"])
def test_words_that_hold_it_are_none(text):
    assert not secrecy.is_marked(text)
    secrecy.refuse_secret(text)


@pytest.mark.parametrize("noise", ["\n", "-\n", " \t", "độ mật ", "tối\n"])
def test_a_text_of_nothing_costs_nothing(noise):
    began = time.process_time()
    assert not secrecy.is_marked(noise * 100_000)
    assert time.process_time() - began < 10
