"""A register is brought in with a browser, the whole way without a script."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import expect

from core.models import User
from exchange.tasks import sweep_uploads
from tests.browser.conftest import Visit
from tests.exchange.registers import home, register

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def administrator() -> User:
    return User.objects.create_user("administrator@example.org", role=User.Role.ADMINISTRATOR, name="Ada Administrator")


def test_a_register_is_brought_in_without_a_script(visit: Visit, administrator: User, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(register(2021, [home(1), {"urn": "1027080", "type": "Court service"}]))
    with override_settings(MEDIA_ROOT=tmp_path / "uploads"):
        page = visit(administrator, reverse("exchange:imports"), script=False)
        page.get_by_role("button", name="Import a register").click()
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Import").click()
        expect(page.get_by_role("alert")).to_contain_text("register.csv does not say of which day it is")
        page.locator("input[type=file]").set_input_files(file)
        for part, text in (("Day", "31"), ("Month", "3"), ("Year", "2021")):
            page.get_by_label(part, exact=True).fill(text)
        page.get_by_role("button", name="Import").click()
        expect(page.get_by_role("status")).to_contain_text("Waiting")
        sweep_uploads()
        page.get_by_role("link", name="Check again").click()
        expect(page.get_by_role("status")).to_contain_text("Done")
        expect(page.get_by_text("The type of service 'Court service' is not known.")).to_be_visible()
        page.get_by_role("link", name="The row kept aside").click()
        page.get_by_role("link", name="add the type").click()
        page.get_by_label("Code").fill("court_service")
        page.get_by_role("button", name="Add the service type").click()
        expect(page.get_by_text("Court service was added. 1 row that was kept aside was taken up.")).to_be_visible()
