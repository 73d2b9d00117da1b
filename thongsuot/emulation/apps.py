from django.apps import AppConfig


class EmulationConfig(AppConfig):
    name = "thongsuot.emulation"
    label = "emulation"
