from django.http import HttpResponse


def meetings(request):
    return HttpResponse()


meeting = meetings
