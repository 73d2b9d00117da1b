"""Chuẩn bị cơ sở dữ liệu mẫu của các bài thử: `make test` makes it beside the static checks, so that nobody waits for it.

python -m config.run.testbed python -m tests.template
"""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"  # as pytest: whatever the shell says
django.setup()

from conftest import ensure_template  # noqa: E402

if __name__ == "__main__":
    ensure_template()
