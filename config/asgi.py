"""Process of live events (granian ASGI): streams only, no pages."""

from config.run.process import bind_to_parent
from thongsuot.tasks.live import application

bind_to_parent()
__all__ = ["application"]
