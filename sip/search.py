"""Search without accents or case, alike on both databases: one folded column, matched by parts."""

import unicodedata

from django.db import models

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
