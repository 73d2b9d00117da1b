"""The signature of a message: made with its chain, found altered, never called valid when nobody vouches for it."""

import pytest
from lxml import etree
from signxml import XMLSigner

from tests.exchange.axis import messages
from thongsuot.exchange.axis.edxml import Refusal, read, write, write_status
from thongsuot.exchange.axis.edxml.messages import Signed

KEY, PEM = messages.authority()
TOLD = write(messages.new(), key=KEY)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """File of the root that is trusted."""
    path = tmp_path_factory.mktemp("goc") / "root.pem"
    path.write_bytes(PEM)
    return str(path)


def test_a_signed_message_is_valid_for_whoever_trusts_the_root(root):
    found = read(TOLD, anchors=root)
    assert (found.signed, found.signed_by) == (Signed.VALID, "CN=UBND tỉnh Hà Tĩnh")
    assert found.subject == messages.new().subject


def test_a_signed_status_is_valid_too(root):
    assert read(write_status(messages.status(), key=KEY), anchors=root).signed == Signed.VALID


def test_the_chain_goes_along():
    assert TOLD.count(b"X509Certificate>") == 4


def test_without_a_root_that_is_trusted_it_is_unchecked(tmp_path):
    assert read(TOLD).signed == Signed.UNCHECKED
    path = tmp_path / "other.pem"
    path.write_bytes(messages.other_root())
    assert read(TOLD, anchors=str(path)).signed == Signed.UNCHECKED


def test_an_unsigned_message_has_no_signature(root):
    assert read(write(messages.new()), anchors=root).signed == Signed.ABSENT


@pytest.mark.parametrize(
    ("was", "now"),
    [("1234</edXML:CodeNumber", "1235</edXML:CodeNumber"), ("JVBERi", "JVBERj"), (">H27.9.71<", ">H27.9.72<")],
)
def test_a_message_that_was_altered_is_refused(was, now, root):
    found = read(TOLD.decode().replace(was, now, 1).encode(), anchors=root)
    assert isinstance(found, Refusal)
    assert (found.reason, found.answerable) == ("signature_altered", True)


def test_an_altered_message_is_refused_also_by_who_trusts_nobody():
    assert isinstance(read(TOLD.replace(b"1234</edXML:CodeNumber", b"9</edXML:CodeNumber")), Refusal)


def test_a_plain_signature_of_another_writer_is_checked(root):
    tree = etree.fromstring(write(messages.new()))
    place = next(tree.iter("{*}DigitalSignature"))
    etree.SubElement(place, "{http://www.w3.org/2000/09/xmldsig#}Signature", Id="placeholder")
    signed = etree.tostring(XMLSigner().sign(tree, key=KEY.private, cert=list(KEY.chain)))
    assert read(signed, anchors=root).signed == Signed.VALID
    assert isinstance(read(signed.replace(b"1234</edXML:CodeNumber", b"9</edXML:CodeNumber"), anchors=root), Refusal)


def test_a_signature_of_a_part_only_vouches_for_nothing(root):
    """A signed piece moved into another message must not make that message look signed."""
    tree = etree.fromstring(write(messages.new()))
    subject = next(tree.iter("{*}Subject"))
    subject.set("Id", "phan")
    place = next(tree.iter("{*}DigitalSignature"))
    etree.SubElement(place, "{http://www.w3.org/2000/09/xmldsig#}Signature", Id="placeholder")
    signed = XMLSigner().sign(tree, key=KEY.private, cert=list(KEY.chain), reference_uri="#phan")
    found = read(etree.tostring(signed), anchors=root)
    assert found.signed == Signed.UNCHECKED
    assert "signature_unreadable" in {one.code for one in found.remarks}


def test_rubbish_in_the_place_of_the_signature_is_told():
    found = read(
        write(messages.new()).replace(
            b"<edXML:DigitalSignature/>", b"<edXML:DigitalSignature><x/></edXML:DigitalSignature>"
        )
    )
    assert {one.code for one in found.remarks} == {"signature_unreadable"}
