from django.http import HttpResponse


def plan(request):
    return HttpResponse()


element = status_edit = plan
