"""First guard at the door."""


class BadInputMiddleware:
    """Placeholder shape; refuses addresses and forms that hold NUL or lone surrogates."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
