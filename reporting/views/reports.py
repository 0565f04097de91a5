from django.http import HttpResponse


def report_list(request):
    return HttpResponse()


report = edit = check = done = review = report_list
