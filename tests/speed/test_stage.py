"""What the benchmarks stand on can be made: a rule that came later would stop them."""

from benchmarks import environment, submissions
from workinggroups.models import Seat


def test_the_benchmarks_have_their_readers_and_their_leads(db, monkeypatch):
    monkeypatch.setattr(submissions, "switch", lambda size: None)  # the database of this test
    monkeypatch.setattr(submissions, "LEADS", 2)
    monkeypatch.setattr(submissions, "READERS", 2)
    environment._make_readers()
    leads, readers, codes = submissions._set_the_stage()
    assert (len(leads), len(readers), len(codes)) == (2, 2, submissions.LINES)
    assert Seat.objects.filter(role=Seat.Role.LEAD).count() == 3
