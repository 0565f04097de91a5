from django.http import HttpResponse


def plan(request):
    return HttpResponse()


sign_in = sign_out = account = language = trail_page = plan
