from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "thongsuot.signatures"
    label = "signatures"

    def ready(self):
        from thongsuot.common import crypto

        crypto.register_column(
            "signatures_signingrun", "pin_cipher", key="id", aad=lambda uid: uid.bytes, needs=("uid",)
        )
