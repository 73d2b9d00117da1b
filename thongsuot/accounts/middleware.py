"""Who is asking."""


class PrincipalMiddleware:
    """Sets `request.session`, `request.user`, `request.principal`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.principal = None
        return self.get_response(request)
