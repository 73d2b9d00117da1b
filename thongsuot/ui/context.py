"""What every page gets."""


def page(request):
    """Names used by the base pages."""
    return {"principal": getattr(request, "principal", None)}
