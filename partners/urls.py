from django.urls import path

from partners import adapting, declaring, entryviews, joinviews, offerviews, views

urlpatterns = [
    path("partners/", views.partners, name="partners"),
    path("partners/map/", views.world, name="partners-map"),
    path("partners/joining/", joinviews.joinings, name="joinings"),
    path("partners/joining/<int:pk>/", joinviews.one_joining, name="joining"),
    path("partners/<slug:slug>/", views.partner, name="partner"),
    path("partners/<slug:slug>/join/", joinviews.join, name="partner-join"),
    path("partners/<slug:slug>/leave/", joinviews.leave, name="partner-leave"),
    path("partners/<slug:slug>/edit/", entryviews.edit, name="partner-edit"),
    path("partners/<slug:slug>/merge/", entryviews.merge, name="partner-merge"),
    path("partners/<slug:slug>/commitments/", declaring.declare, name="partner-commitments"),
    path("partners/<slug:slug>/offer/", offerviews.offer, name="partner-offer"),
    path("commitments/", declaring.commitments, name="commitments"),
    path("commitments/<slug:slug>/adapt/", adapting.adapt, name="commitments-adapt"),
    path("resources/", offerviews.resources, name="resources"),
    path("resources/<int:pk>/", offerviews.resource, name="resource"),
    path("resources/<int:pk>/edit/", offerviews.edit, name="resource-edit"),
    path("resources/<int:pk>/withdraw/", offerviews.withdraw, name="resource-withdraw"),
    path("resources/<int:pk>/ask/", offerviews.ask, name="resource-ask"),
    path("resources/requests/<int:pk>/", offerviews.resource_request, name="resource-request"),
]
