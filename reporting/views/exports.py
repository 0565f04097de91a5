from django.http import HttpResponse


def plan(request):
    return HttpResponse()


meeting = plan
