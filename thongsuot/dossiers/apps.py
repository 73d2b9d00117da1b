from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "thongsuot.dossiers"
    label = "dossiers"

    def ready(self):
        from thongsuot.common.notices import register as register_book
        from thongsuot.dossiers import consent_codes, handlers, late_papers, notices, rotation, signed_results  # noqa: F401  (handlers subscribe to events of the task list)
        from thongsuot.dossiers.selectors.blocked_papers import for_register
        from thongsuot.signatures import blocked

        rotation.register()
        signed_results.register()
        late_papers.register()
        blocked.register(for_register)
        notices.register()
        register_book(consent_codes.BOOK)
