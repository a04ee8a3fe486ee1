"""What `npm run build` made of assets_src/."""

from __future__ import annotations

from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "assets"


def test_the_typeface_and_the_crown_of_govuk_are_not_there() -> None:
    css = (ASSETS / "inspectorate.css").read_text()
    assert "GDS Transport" not in css
    assert "@font-face" not in css
    assert "crest" not in css
    assert not list(ASSETS.rglob("*crest*")) + list(ASSETS.rglob("*.woff*"))


def test_every_picture_that_the_styles_name_is_there() -> None:
    css = (ASSETS / "inspectorate.css").read_text()
    named = {part.split(")")[0].strip("\"'") for part in css.split("url(")[1:]}
    assert named
    assert not [name for name in named if not (ASSETS / name).is_file()]


def test_the_scripts_are_two_files() -> None:
    assert {path.name for path in ASSETS.glob("*.js")} == {"enable.js", "inspectorate.js"}
