"""The provider list and a provider's page, as somebody in front of them sees them."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import fill_day


class ProviderList:
    """The list with its filter panel."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def search_box(self) -> Locator:
        return self.page.get_by_label("Name, URN, organisation or postcode")

    def names(self) -> list[str]:
        """The providers on this page of the list, in order."""
        return self.page.get_by_role("region", name="Providers").locator("tbody th a").all_inner_texts()

    def open_filters(self) -> None:
        """On a narrow screen the panel is folded."""
        if not self.page.get_by_role("button", name="Apply filters").is_visible():
            self.page.locator("summary", has_text="Filters").first.click()

    def search(self, text: str) -> None:
        """Type into the search box and press Enter."""
        self.search_box.fill(text)
        self.search_box.press("Enter")

    def tick(self, **labels: str) -> None:
        """Tick the box of that label in each group (named by its heading's first word), and apply."""
        self.open_filters()
        for group, label in labels.items():
            box = self.page.get_by_role("group", name=group, include_hidden=True).get_by_label(label, exact=True)
            if not box.is_visible():
                self.page.locator("summary", has_text=group).click()
            box.check()
        self.page.get_by_role("button", name="Apply filters").click()

    def open(self, name: str) -> ProviderPage:
        """Follow the link of a provider."""
        self.page.get_by_role("link", name=name, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)
        return ProviderPage(self.page)


class ProviderPage:
    """One provider, and the decisions about its plan."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def items(self) -> list[str]:
        """The headings of the plan's items."""
        return [text.strip() for text in self.page.locator(".kit-item h3").all_inner_texts()]

    def ask_for_visit(self, kind: str, by: str, why: str) -> None:
        """Ask for a visit, `by` as in "1 10 2026"."""
        self.page.get_by_role("button", name="Ask for a visit").click()
        self.page.get_by_label(kind, exact=True).check()
        fill_day(self.page, by, within="To be made by")
        self.page.get_by_label("Why it is needed").fill(why)
        self.page.get_by_role("button", name="Ask for the visit").click()
