"""The one environment in which every page is drawn: strict, cached, and without a clock."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined, Template

from core import filters, forms, glossary, kept_typed, navigation, paging
from core.addresses import address

MACROS = "govuk_frontend_jinja"


class PageEnvironment(Environment):
    """Our templates may name nothing that is not there; the design system's macros ask for options left out.

    The macros are therefore loaded by an environment of their own, which stays when this one is copied.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.macros = Environment(
            loader=PrefixLoader({MACROS: PackageLoader(MACROS)}),
            autoescape=True,
            auto_reload=False,
            cache_size=-1,
        )

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        """A template of ours, or one of the design system's."""
        if isinstance(name, str) and name.startswith(f"{MACROS}/"):
            return self.macros.get_template(name, parent, globals)
        return super().get_template(name, parent, globals)


def environment(**options: Any) -> Environment:
    """Make the environment for Django's Jinja2 backend; a name that is not in the context is an error."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "cache_size": -1}
    options["loader"] = ChoiceLoader([options["loader"]])
    made = PageEnvironment(**options)
    made.globals.update(GLOBALS | design_system(made))
    made.filters.update(filters.FILTERS)
    return made


def design_system(made: PageEnvironment) -> dict[str, Any]:
    """The design system's macros by name, such as `govukButton`: pages use them without importing them."""
    found: dict[str, Any] = {}
    for name in made.macros.list_templates():
        if name.endswith("/macro.html"):
            module = vars(made.macros.get_template(name).module)
            found |= {key: macro for key, macro in module.items() if key.startswith("govuk")}
    return found


def sent_mail_open() -> bool:
    """Whether links that let people in are shown to everybody, because no mail leaves this place."""
    return bool(settings.MAIL_OPEN)


GLOBALS: dict[str, Any] = {
    "sent_mail_open": sent_mail_open,
    "session_lasts": kept_typed.lasts,
    "url": address,
    "static": static,
    "page_messages": get_messages,
    "navigation": navigation.links,
    "finder": navigation.finder,
    "with_query": paging.query,
    "plural": filters.plural,
    "state_tag": glossary.state_tag,
    "term": glossary.link,
    "cited": glossary.cited,
    "error_list": forms.error_list,
    "field_parameters": forms.field_parameters,
}
