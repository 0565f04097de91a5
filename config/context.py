"""What every page needs to know of the site itself."""

from django.conf import settings


def site(request):
    """Give templates `demo` (is this the demo?) and `section` (which part of the navigation)."""
    return {"demo": settings.DEMO, "section": request.path.split("/")[1]}
