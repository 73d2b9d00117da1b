from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "thongsuot.records"
    label = "records"

    def ready(self):
        from thongsuot.records import late_papers, signed_papers

        signed_papers.connect()
        late_papers.register()
