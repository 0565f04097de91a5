from django.http import HttpResponse


def partners(request):
    return HttpResponse()


partner = partners
