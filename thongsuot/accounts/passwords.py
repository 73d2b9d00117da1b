"""Mật khẩu: readable random ones for first use; they carry enough chance to stay when nobody changes them."""

import secrets

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _

# No 0/O, 1/l/I, u/v: what is read from a slip of paper is typed right. 28 signs, 16 of them: 76 bits.
SIGNS = "abcdefghjkmnpqrstwxyz2346789"
GROUPS, GROUP_LENGTH = 4, 4


def readable_password() -> str:
    """Four groups of four signs, such as `k7wm-3xqd-hp2r-tz8n`."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


class LongEnough(MinimumLengthValidator):
    """Django's own rule; its Vietnamese catalogue does not know the sentence."""

    def get_error_message(self) -> str:
        """What is wrong."""
        return _("Mật khẩu quá ngắn: cần ít nhất %(count)d ký tự.") % {"count": self.min_length}

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("Mật khẩu có ít nhất %(count)d ký tự.") % {"count": self.min_length}


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 46 MiB, two passes, one thread: above OWASP's minimum, a fifth of the CPU of Django's default.

    A morning on which a whole province signs in must not stop the counters; a stranger who posts passwords must not
    fill the memory.
    """

    time_cost = 2
    memory_cost = 47_104
    parallelism = 1
