from django.http import HttpResponse


def groups(request):
    return HttpResponse()


group = groups
