from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "thongsuot.documents"
    label = "documents"

    def ready(self):
        from thongsuot.common import feeds
        from thongsuot.documents import handlers, journalling  # handlers subscribe to events of the task list

        feeds.register(handlers.TEXT_FEED, journalling.SUBJECT)

        from thongsuot.documents import copies, deliveries, late_papers, signature_gate
        from thongsuot.documents.models import Recipient
        from thongsuot.documents.services import carrying_inside, delivering, mailboxes
        from thongsuot.documents.views import filing_tasks
        from thongsuot.ui import slots

        deliveries.carry(Recipient.Way.INSIDE, carrying_inside.carry)
        deliveries.carry(Recipient.Way.MAIL, delivering.by_mail)
        slots.fill("task.side", "documents/_task_filing.html", filing_tasks.on_task_page)
        copies.register()
        mailboxes.register()
        signature_gate.connect()
        late_papers.register()
