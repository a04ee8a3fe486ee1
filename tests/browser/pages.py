"""What every page has in common, for tests that look at pages: axe, width, headings, the way of the Tab key, forms."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# `preload` fetches the style sheets for a rule that is not asked for.
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 375, "height": 800}
FOCUSED = "box => box === document.activeElement"
# Green or yellow round what has the focus; what the browser itself draws does not count. A box to tick is drawn by its
# label.
FOCUS_IS_SEEN = """() => {
    const box = document.activeElement;
    const drawn = ["radio", "checkbox"].includes(box.type) ? [box.labels[0], "::before"] : [box];
    const style = getComputedStyle(...drawn);
    return style.boxShadow !== "none" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
}"""


@cache
def _axe() -> str:
    return AXE.read_text()


def axe_faults(page: Page) -> list[str]:
    """What axe finds wrong, one line for each kind. The page's own script policy is kept: axe comes from outside it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate("options => axe.run(document, options)", OPTIONS)
    return [
        f"{fault['id']}: {fault['help']} ({', '.join(str(node['target'][0]) for node in fault['nodes'][:3])})"
        for fault in found["violations"]
    ]


def overflows(page: Page) -> bool:
    """Whether the page must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def looked_at(page: Page, *, narrow_with_axe: bool = True) -> list[str]:
    """What is wrong with the page, wide and on a narrow screen; there without axe where the page has been asked
    for in another state.
    """
    found = []
    for name, size in (("1280", WIDE), ("375", NARROW)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if size is WIDE or narrow_with_axe:
            found += [f"{name}: {fault}" for fault in axe_faults(page)]
        if overflows(page):
            found.append(f"{name}: scrolls sideways")
    return found


def heading(page: Page) -> str:
    """The page's heading."""
    return page.locator("h1").inner_text()


def sign_in(page: Page, email: str, password: str = "correct horse") -> None:
    """Sign in by the form that is on the page."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def tab_to(page: Page, target: Locator, most: int = 80) -> None:
    """Press Tab until the target has the focus; whatever has it on the way shows that it has."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_SEEN), f"not seen: {page.evaluate('document.activeElement.outerHTML')[:200]}"
        if target.count() and target.evaluate(FOCUSED):
            return
    pytest.fail(f"Tab does not lead to {target}")


def skip_to_content(page: Page) -> None:
    """The first Tab leads to the skip link, and that past the header."""
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to main content")
    assert link.evaluate(FOCUSED)
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main-content$"))


def fill_day(page: Page, day: str, within: str = "") -> None:
    """Type a day, as "31 8 2026", into the three boxes (of the fieldset with that legend)."""
    boxes = page.get_by_role("group", name=within) if within else page
    for label, part in zip(("Day", "Month", "Year"), day.split(), strict=True):
        boxes.get_by_label(label, exact=True).fill(part)


def forms_that_can_fail(page: Page) -> Locator:
    """The forms of the content that have something to get wrong: a box to fill in, a choice not yet made, or a day to
    filter by."""
    boxes = "textarea, input:not([type=hidden]):not([type=submit]), select:has(option[value=''])"
    post = f"main form[method=post]:has({boxes})"
    day = "main form:not([method=post]):has(input[name$='-day'])"
    return page.locator(f"{post}, {day}")


def send_wrongly(form: Locator) -> None:
    """Empty every box of a form, put an impossible day into its days, and send it."""
    form.page.locator("details:not([open]) > summary").evaluate_all("all => all.forEach(one => one.click())")
    for box in form.locator("textarea, input:is([type=text], [type=email], [type=password], :not([type]))").all():
        name = box.get_attribute("name") or ""
        impossible = re.search("-(day|month|year)$", name)
        box.evaluate("(box, text) => { box.value = text }", "99" if impossible else "")
    form.evaluate("form => form.querySelectorAll('select').forEach(box => { box.value = '' })")
    form.evaluate("form => form.querySelectorAll('input:checked').forEach(box => { box.checked = false })")
    form.evaluate("form => form.requestSubmit(form.querySelector('button:not([type=button], [formaction])'))")
