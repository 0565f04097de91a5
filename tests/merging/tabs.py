"""A form as a browser sends it, from the page that shows it."""

from html.parser import HTMLParser

ENGLISH = {"accept-language": "en"}


class Forms(HTMLParser):
    """The answers of each form of a page that carries a version: {name: [values]}."""

    def __init__(self, html):
        super().__init__()
        self.found, self._area, self._select, self._several = [], None, None, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "form":
            self.found.append({})
        elif (not name and tag != "option") or not self.found:
            return
        elif tag == "input" and attrs.get("type") not in ("file", "submit"):
            if attrs.get("type") not in ("checkbox", "radio") or "checked" in attrs:
                self._add(name, attrs.get("value") or "")
        elif tag == "textarea":
            self._area = name
            self._add(name, "")
        elif tag == "select":
            self._select, self._first = name, None
            self._several = "multiple" in attrs
        elif tag == "option" and self._select:
            self._first = attrs.get("value", "") if self._first is None else self._first
            if "selected" in attrs:
                self._add(self._select, attrs.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = None
        if tag == "select" and self._select not in self.found[-1] and not self._several:
            self._add(self._select, self._first or "")
        if tag == "select":
            self._select = None

    def handle_data(self, data):
        if self._area:
            values = self.found[-1][self._area]
            values[-1] = (values[-1] + data).removeprefix("\n")

    def _add(self, name, value):
        self.found[-1].setdefault(name, []).append(value)


def answers(response, mark="version"):
    """Return what the form of a page would send as it stands, by name."""
    forms = [one for one in Forms(response.content.decode()).found if mark in one]
    return max(forms, key=len)


def told(sent):
    """Return the answers alone, alike however they are ordered."""
    beside = ("csrfmiddlewaretoken", "version", "began_from")
    return {
        name: sorted(part.strip() for value in values for part in value.split("\n"))
        for name, values in sent.items()
        if name not in beside and any(values)
    }
