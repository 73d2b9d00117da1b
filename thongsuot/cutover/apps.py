from django.apps import AppConfig


class CutoverConfig(AppConfig):
    name = "thongsuot.cutover"
    label = "cutover"

    def ready(self):
        from thongsuot.common import journal_verify
        from thongsuot.cutover.carrying import chains

        journal_verify.also(chains.faults)
