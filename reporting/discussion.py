"""Comments as pages show them: each with its answers, under the line it is about."""

from dataclasses import dataclass, field

from reporting.models import Comment


@dataclass
class Thread:
    """A comment, its answers, and the answer that somebody is typing."""

    comment: Comment
    replies: list = field(default_factory=list)
    typed: str = ""

    @property
    def name(self):
        """The name of the input for an answer."""
        return f"answer-{self.comment.pk}"


class Threads:
    """All comments of a report, in one query; `data` is a form that was sent with answers."""

    def __init__(self, report, data=None):
        found = report.comments.select_related("by", "resolved_by", "line__activity")
        self.all = {}
        for comment in found.order_by("pk"):
            if comment.parent_id:
                self.all[comment.parent_id].replies.append(comment)
            else:
                self.all[comment.pk] = Thread(comment)
        for thread in self.all.values():
            thread.typed = (data or {}).get(thread.name, "").strip()

    def __iter__(self):
        return iter(self.all.values())

    def about(self, line):
        """Return the comments on one line, or on the whole report (None); the open ones first."""
        wanted = line and line.pk
        found = [thread for thread in self if thread.comment.line_id == wanted]
        return sorted(found, key=lambda thread: not thread.comment.is_open)

    @property
    def on_the_whole(self):
        return self.about(None)

    @property
    def open(self):
        return [thread for thread in self if thread.comment.is_open]

    def typed(self):
        """Return the answers that were typed, as (name of the input, text)."""
        return [(thread.name, thread.typed) for thread in self if thread.typed]

    def answers(self):
        """Return the answers that were typed, as `save_report` takes them."""
        return [(thread.comment, thread.typed) for thread in self if thread.typed]
