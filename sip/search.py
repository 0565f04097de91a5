"""Search without accents or case, alike on both databases: one folded column, matched by parts."""

import unicodedata
from functools import reduce
from operator import and_, or_

from django.db import models
from django.db.models import Case, Q, When

# Arabic letters that people type for one another, and the marks they leave out.
SAME_LETTER = str.maketrans("أإآىة", "ااايه", "ـ")


def fold(text):
    """Return `text` as search compares it: no accents, no case, typographic marks made plain."""
    decomposed = unicodedata.normalize("NFKD", text.translate(SAME_LETTER))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.casefold().replace("’", "'").replace("œ", "oe").split())


def words(text):
    """Return the words to look for, folded; eight at most, so that no address costs too much."""
    return fold(text).split()[:8]


class SearchableQuerySet(models.QuerySet):
    def matching(self, text):
        """Rows that hold every one of the words, wherever they stand."""
        found = self
        for word in words(text):
            found = found.filter(search_text__contains=word)
        return found

    def beginning_first(self, text):
        """The same order, but first the rows where each word begins one of theirs: who looks for
        “formation” wants training before information."""
        if not (asked := words(text)):
            return self
        whole = reduce(and_, (_begins(word) for word in asked))
        rank = Case(When(whole, then=0), default=1, output_field=models.IntegerField())
        return self.order_by(rank, *self.query.order_by)


# What stands before the beginning of a word in a folded text.
BEFORE = ("\n", " ", "'", "(", "-", "«", "“", "/")


def _begins(word):
    return Q(search_text__startswith=word) | reduce(
        or_, (Q(search_text__contains=sign + word) for sign in BEFORE)
    )


class Searchable(models.Model):
    """A model with a folded text to search in, kept up to date at each save."""

    search_text = models.TextField(editable=False, default="")

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.search_text = "\n".join(fold(text) for text in self.searchable_texts())
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text"}
        super().save(*args, **kwargs)

    def searchable_texts(self):
        """Return the texts a reader would look for."""
        raise NotImplementedError
