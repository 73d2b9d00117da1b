from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "thongsuot.documents"
    label = "documents"

    def ready(self):
        from thongsuot.documents import deliveries
        from thongsuot.documents.models import Recipient
        from thongsuot.documents.services import carrying_inside, delivering

        deliveries.carry(Recipient.Way.INSIDE, carrying_inside.carry)
        deliveries.carry(Recipient.Way.MAIL, delivering.by_mail)
