from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "thongsuot.offline"
    label = "offline"

    def ready(self):
        from thongsuot.common import crypto
        from thongsuot.offline import slots

        slots.register()
        crypto.register_column(
            "offline_arrival", "content", key="id", aad=lambda uid: b"arrival:" + uid.bytes, needs=("uid",)
        )
        crypto.register_column(
            "offline_vault",
            "key_cipher",
            key="id",
            aad=lambda device, user: f"vault:{device}:{user}".encode(),
            needs=("device_id", "user_id"),
        )
