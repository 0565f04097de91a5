"""Who is told of what by mail. Mails go through the outbox, in the transaction of the act."""


def returned(report, comment, *, by, day):
    """Tell those who file a report that it is back."""


def commented(comment, mentioned):
    """Tell those whom a comment mentions, and who made the comment that it answers."""
