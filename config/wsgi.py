"""Web process (granian WSGI)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from config.run.process import bind_to_parent
from thongsuot.common.turns import FairTurns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
bind_to_parent()
application = FairTurns(get_wsgi_application())

# What has been imported stays for ever, so the collector need not go through it; and a page makes thousands of objects
# that die by themselves, so it looks for circles seldom.
gc.freeze()
gc.set_threshold(10_000, 20, 20)
