"""Web process (granian WSGI)."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config import warming
from config.run.process import bind_to_parent
from thongsuot.common.turns import FairTurns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
bind_to_parent()
application = FairTurns(get_wsgi_application())
_ = get_resolver().url_patterns  # Django would import every page with the first request of each process

# What has been imported stays for ever, so the collector need not go through it.
gc.freeze()
warming.in_background()
