"""The pages of one provider as a person reads them: text, without the markup."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse


def text_of(html: str) -> str:
    """What stands in the content of a page."""
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split()).replace("&#39;", "'")


def page(client: Client, name: str = "provider", urn: str = "SC000001", query: str = "") -> str:
    """The text of a page about a provider."""
    response = client.get(reverse(f"casework:{name}", args=[urn]) + query)
    assert response.status_code == 200
    return text_of(response.content.decode())


def opened(client: Client, address: str) -> dict[str, object]:
    """What a form that is opened carries hidden: the version of what it changes, if it changes something."""
    found = re.search(r'name="version" value="([^"]*)"', client.get(address).content.decode())
    return {"version": found[1]} if found else {}


def send(client: Client, name: str, *args: object, **data: object) -> str:
    """Send a form, and the text of the page that comes of it."""
    address = reverse(f"casework:{name}", args=args)
    response = client.post(address, opened(client, address) | data, follow=True)
    assert response.status_code == 200
    return text_of(response.content.decode())
