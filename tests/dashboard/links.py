"""Follow the figures of a page: each link that shows a number, and the activities it opens."""

import html
import re

CODE = re.compile(r'class="code">([\d.]+)</span><div class="ttl">')
LINK = re.compile(r'<a href="(/plan/(?:\?[^"]*)?)"[^>]*>(.*?)</a>', re.DOTALL)
ENGLISH = {"accept-language": "en"}


def codes(client, address):
    """Return the activities that a page of the plan lists, in order."""
    response = client.get(address, headers=ENGLISH)
    assert response.status_code == 200, address
    return CODE.findall(response.content.decode())


def counts(text):
    """Yield (address, number) for each link to the plan whose words hold one number."""
    for address, inside in LINK.findall(text):
        words = re.sub(r"<small>.*?</small>|<span class=\"vh\">.*?</span>", "", inside)
        numbers = re.findall(r"\d+", re.sub(r"<[^>]+>| of \d+|\d{4}-\d\d", " ", words))
        if len(numbers) == 1 and "Pillar" not in words:
            yield html.unescape(address), int(numbers[0])


def main(response):
    return text_of_main(response.content.decode())


def text_of_main(text):
    return text[text.index("<main") : text.index("</main>")]
