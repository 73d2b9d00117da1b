"""Kho S3 thật (SeaweedFS): copies under object lock; nobody removes one before its time, damage is repaired."""

import os
from datetime import UTC, datetime

import boto3
import pytest
from botocore.exceptions import ClientError

from config.run.object_store import KEYS, NoObjectStore, start
from tests.records.archive_world import NOW, a_file
from thongsuot.records.models import ObjectCopy, StoreObject
from thongsuot.records.storage import copying, fixity
from thongsuot.records.storage.stores import Missing, StoreFault, configured, digest_of

pytestmark = [pytest.mark.django_db, pytest.mark.chaos]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One server for the file; skipped, in words, where its program cannot be had."""
    ports = int(os.environ.get("THONGSUOT_PORT_BASE", "17000")) + 900
    try:
        running = start(tmp_path_factory.mktemp("s3"), ports)
    except NoObjectStore as missing:
        pytest.skip(str(missing))
    yield running
    running.stop()


@pytest.fixture
def locked(archive, settings, server):
    """The archive with two folders and a locked bucket."""
    folders = settings.RECORD_STORES.split(",")[:2]
    settings.RECORD_STORES = ",".join([*folders, f"khoa=s3:{server.address}/luu-tru|s3"])
    settings.RECORD_S3_KEYS = f"khoa={KEYS[0]}:{KEYS[1]}"
    store = configured()["khoa"]
    store.make_bucket()
    return store


def test_a_copy_is_locked_until_its_time_is_over_and_nobody_deletes_it(archive, locked, server):
    archive.kept(a_file(1))
    assert copying.copy_some(NOW) == 3
    thing = StoreObject.objects.get()
    assert digest_of(locked.read(thing.sha256)) == (thing.sha256, thing.size)
    client = boto3.client(
        "s3",
        endpoint_url=server.address,
        aws_access_key_id=KEYS[0],
        aws_secret_access_key=KEYS[1],
        region_name="us-east-1",
    )
    held = client.get_object_retention(Bucket="luu-tru", Key=thing.sha256)["Retention"]
    assert held["Mode"] == "COMPLIANCE"
    assert held["RetainUntilDate"].astimezone(UTC) == datetime(2035, 12, 31, 23, 59, 59, tzinfo=UTC)
    version = client.list_object_versions(Bucket="luu-tru", Prefix=thing.sha256)["Versions"][0]["VersionId"]
    with pytest.raises(ClientError) as refused:
        client.delete_object(Bucket="luu-tru", Key=thing.sha256, VersionId=version)
    assert refused.value.response["Error"]["Code"] == "AccessDenied"
    with pytest.raises(ClientError):
        client.delete_object(Bucket="luu-tru", Key=thing.sha256, VersionId=version, BypassGovernanceRetention=True)
    with pytest.raises(StoreFault):
        locked.erase(thing.sha256)
    assert digest_of(locked.read(thing.sha256))[0] == thing.sha256


def test_what_somebody_wrote_over_it_is_found_and_repaired(archive, locked):
    archive.kept(a_file(2))
    copying.copy_some(NOW)
    thing = StoreObject.objects.get()
    locked.client.put_object(Bucket="luu-tru", Key=thing.sha256, Body=b"gia mao")
    later = ObjectCopy.objects.order_by("-next_at").values_list("next_at", flat=True)[0]
    assert fixity.check_some(later) == {"good": 2, "repaired": 1, "lost": 0, "silent": 0}
    assert digest_of(locked.read(thing.sha256))[0] == thing.sha256


def test_a_disposed_object_stays_in_the_locked_store_and_the_board_says_why(archive, locked):
    archive.kept(a_file(3))
    copying.copy_some(NOW)
    StoreObject.objects.update(erase_at=NOW)
    ObjectCopy.objects.update(next_at=NOW)
    from thongsuot.records.models import RecordItem

    RecordItem.objects.update(sha256="")
    assert copying.erase_some(NOW) == 2
    stuck = ObjectCopy.objects.get(store="khoa")
    assert (stuck.state, stuck.fault) == ("good", "khoa: AccessDenied")


def test_what_is_not_there_is_missing_and_a_server_that_is_away_is_a_fault(locked, settings):
    with pytest.raises(Missing):
        list(locked.read("0" * 64))
    settings.RECORD_STORES = "xa=s3:http://127.0.0.1:9/thung|s3"
    settings.RECORD_S3_KEYS = "xa=a:b"
    with pytest.raises(StoreFault) as away:
        list(configured()["xa"].read("0" * 64))
    assert not isinstance(away.value, Missing)
