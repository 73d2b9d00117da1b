"""Which providers of identities a start knows: none, those of the environment, or the stand-in of the demonstration."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.run import identity_provider as standin
from config.run.places import Places
from config.settings.identity import VARIABLE, identity_providers, origins_of
from thongsuot.accounts.identity.providers import providers

GIVEN = {"id": "vneid", "name": "định danh", "issuer": "https://id.example/vn/", "client_id": "a", "client_secret": "b"}


def test_the_stand_in_runs_only_in_the_demonstration_and_only_where_nobody_named_real_ones(monkeypatch):
    monkeypatch.setattr(standin.shutil, "which", lambda name: f"/bin/{name}")
    assert standin.wanted({})
    assert standin.wanted({"DJANGO_SETTINGS_MODULE": "config.settings.dev"})
    assert not standin.wanted({"DJANGO_SETTINGS_MODULE": "config.settings.prod"})
    assert not standin.wanted({VARIABLE: "[]"})


def test_without_node_it_does_not_run_and_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(standin.shutil, "which", lambda name: None if name == "node" else f"/bin/{name}")
    assert not standin.wanted({})
    assert standin.missing() == "node"


def test_what_the_web_is_told_of_the_stand_in_is_a_provider_like_any_other(monkeypatch, tmp_path, settings):
    monkeypatch.setattr(standin.shutil, "which", lambda name: f"/bin/{name}")
    for name in (VARIABLE, "DJANGO_SETTINGS_MODULE"):
        monkeypatch.delenv(name, raising=False)
    told = standin.told(Places(tmp_path, 17000))
    monkeypatch.setenv(VARIABLE, told[VARIABLE])
    settings.IDENTITY_PROVIDERS = identity_providers()
    [provider] = providers()
    assert (provider.issuer, provider.origin) == ("http://localhost:17090", "http://localhost:17090")
    assert f"/dang-nhap/dinh-danh/{provider.id}/ve/" == standin.CALLBACK


def test_providers_are_read_from_the_variable_or_from_a_file_it_names(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, json.dumps([GIVEN]))
    assert identity_providers() == [GIVEN]
    file = tmp_path / "nha-cung-cap.json"
    file.write_text(json.dumps([GIVEN]))
    monkeypatch.setenv(VARIABLE, str(file))
    assert identity_providers() == [GIVEN]
    monkeypatch.setenv(VARIABLE, "")
    assert identity_providers() == []


@pytest.mark.parametrize("text", ["[{]", "/khong/co/tep.json", json.dumps([GIVEN | {"issuer": ""}]), "[1]"])
def test_a_mistake_stops_the_start_with_the_name_of_the_variable(monkeypatch, text):
    monkeypatch.setenv(VARIABLE, text)
    with pytest.raises(ImproperlyConfigured, match=VARIABLE):
        identity_providers()


def test_forms_may_lead_to_every_origin_of_a_provider():
    assert origins_of(GIVEN | {"origins": ["https://dn.example"]}) == ["https://id.example", "https://dn.example"]
