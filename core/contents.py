"""What a file is, read from its content and never from its name. Pure.

Taken are PDF, images, documents of Office and of OpenDocument, text and e-mail. The name must say the same as the
content, so that nobody opens one thing for another.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from io import BytesIO
from zipfile import BadZipFile, ZipFile

TAKEN = "PDF, an image, a document of Office or OpenDocument, plain text or an e-mail"
_OPEN_DOCUMENT = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
_OFFICE = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
_OLDER_OFFICE = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
}
_IMAGES: tuple[tuple[bytes, str, tuple[str, ...]], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png", ("png",)),
    (b"\xff\xd8\xff", "image/jpeg", ("jpg", "jpeg")),
    (b"GIF87a", "image/gif", ("gif",)),
    (b"GIF89a", "image/gif", ("gif",)),
    (b"II*\x00", "image/tiff", ("tif", "tiff")),
    (b"MM\x00*", "image/tiff", ("tif", "tiff")),
)
_MARKUP = re.compile(rb"\s*(<!doctype|<html|<script|<svg|<\?xml|<\?php|#!)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
NAME_LENGTH = 150


class UnfitError(ValueError):
    """A file that is not taken; the message is the sentence for whoever gave it."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a file is: the word for it, its media type, and the endings of a name that say so."""

    word: str
    media_type: str
    endings: tuple[str, ...]


def tidy_name(name: str) -> str:
    """A file's name without folders and without signs that hide or turn letters; never empty."""
    last = re.split(r"[/\\]", name)[-1]
    last = " ".join(_HIDDEN.sub("", last).split()).strip(". ")
    if len(last) > NAME_LENGTH:
        stem, dot, ending = last.rpartition(".")
        keep = dot and len(ending) < 10
        last = f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}" if keep else last[:NAME_LENGTH]
    return last or "file"


def examine(name: str, content: bytes, *, most: int) -> Content:
    """What the file is. Raises `UnfitError` for an empty one, one of more than `most` bytes, a kind that is not
    taken, macros, and a name that says something else than the content.
    """
    if not content:
        raise UnfitError(f"{name} is empty. Check that it was saved, then choose it again.")
    if len(content) > most:
        raise UnfitError(f"{name} is larger than {most / 1_048_576:.0f} MB. Make it smaller or send it in parts.")
    found = next((made for reader in _READERS if (made := reader(name, content))), None)
    if found is None:
        raise UnfitError(f"{name} is of a kind that is not taken. Choose {TAKEN}.")
    if _ending(name) not in found.endings:
        wanted = " or ".join(f".{ending}" for ending in found.endings)
        raise UnfitError(f"{name} is not what its name says: inside it is {found.word}. Save it as {wanted}.")
    return found


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _pdf(name: str, content: bytes) -> Content | None:
    return Content("a PDF", "application/pdf", ("pdf",)) if content.startswith(b"%PDF-") else None


def _image(name: str, content: bytes) -> Content | None:
    for mark, media_type, endings in _IMAGES:
        if content.startswith(mark):
            return Content("an image", media_type, endings)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Content("an image", "image/webp", ("webp",))
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return Content("an image", "image/heic", ("heic", "heif"))
    return None


def _zipped(name: str, content: bytes) -> Content | None:
    """Office and OpenDocument are archives whose parts say which; no part but the small `mimetype` is unpacked."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.namelist()
            declared = _declared(archive) if "mimetype" in parts else ""
    except (BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError):
        raise UnfitError(f"{name} is damaged or locked with a password. Save it again without one.") from None
    if any(part.lower().endswith("vbaproject.bin") or part.startswith("Basic/") for part in parts):
        raise UnfitError(f"{name} holds macros, which are not taken. Save it without macros.")
    kind = declared.removeprefix("application/vnd.oasis.opendocument.")
    if kind in _OPEN_DOCUMENT:
        return Content("an OpenDocument document", declared, (_OPEN_DOCUMENT[kind],))
    for folder, (ending, media_type) in _OFFICE.items():
        if "[Content_Types].xml" in parts and any(part.startswith(folder) for part in parts):
            return Content("an Office document", media_type, (ending,))
    return None


def _declared(archive: ZipFile) -> str:
    with archive.open("mimetype") as part:
        return part.read(100).decode("ascii", "replace").strip()


def _older_office(name: str, content: bytes) -> Content | None:
    if not content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return None
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise UnfitError(f"{name} holds macros, which are not taken. Save it without macros.")
    media_type = _OLDER_OFFICE.get(_ending(name), "application/x-ole-storage")
    return Content("an older Office document", media_type, tuple(_OLDER_OFFICE))


def _text_of(content: bytes) -> str | None:
    if _MARKUP.match(content):
        return None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


def _email(name: str, content: bytes) -> Content | None:
    """Headers first, and among them who wrote it; a body may hold anything that text can."""
    if _ending(name) != "eml" or _text_of(content) is None:
        return None
    message = message_from_bytes(content, policy=policy.compat32)
    told = message.get("From") and any(message.get(header) for header in ("Date", "Received", "Subject"))
    return Content("an e-mail", "message/rfc822", ("eml",)) if told else None


def _text(name: str, content: bytes) -> Content | None:
    if _text_of(content) is None:
        return None
    if _ending(name) == "csv":
        return Content("plain text", "text/csv", ("csv",))
    return Content("plain text", "text/plain", ("txt", "csv"))


_READERS: tuple[Callable[[str, bytes], Content | None], ...] = (_pdf, _image, _zipped, _older_office, _email, _text)
# For the browser's own chooser; what is taken is decided by the content.
ACCEPT = (
    ".pdf,.png,.jpg,.jpeg,.gif,.tif,.tiff,.webp,.heic,.heif,.docx,.xlsx,.pptx,.doc,.xls,.ppt,.msg,"
    ".odt,.ods,.odp,.txt,.csv,.eml"
)
