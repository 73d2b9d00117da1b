"""Khoá ngoại: the import linter does not see `ForeignKey("app.Model")`; keys point to the same or a lower room."""

from django.apps import apps

from tests.house.rooms import built, layers, level


def keys():
    """Every foreign key of ours: (room, model and field, room it points to)."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("thongsuot."):
            for field in model._meta.get_fields():
                if field.is_relation and field.concrete and field.related_model.__module__.startswith("thongsuot."):
                    yield model._meta.app_label, f"{model.__name__}.{field.name}", field.related_model._meta.app_label


def test_keys_point_to_the_same_room_or_down():
    up = [f"{name} → {target}" for room, name, target in keys() if room != target and level(room) <= level(target)]
    assert not up, f"khoá ngoại chỉ lên trên hoặc ngang: {up}; đặt bảng nối ở phòng cao hơn"


def test_every_built_room_has_its_place_in_the_layers():
    known = {room for layer in layers() for room in layer}
    assert set(built()) <= known
    assert len(known) == 24


def test_every_built_room_is_installed():
    assert {config.label for config in apps.get_app_configs() if config.name.startswith("thongsuot.")} == set(built())
