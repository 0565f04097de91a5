"""What the navigation says of a person's duties."""


def duties(request):
    return {}
