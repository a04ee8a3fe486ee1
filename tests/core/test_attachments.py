"""Files that people give: what is taken, what is refused and with which sentence, and how one is given out."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from core.attachments import (
    AttachingForm,
    attachment_keep,
    attachments_sweep,
    attachments_take,
    given_out,
    uploads,
)
from core.clamav import UnreachableError, harmful
from core.contents import UnfitError, examine, tidy_name
from core.decisions import Refused
from core.filters import file_size
from core.models import Attachment
from tests.factories import UserFactory

NOON = datetime(2026, 9, 1, 11, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
EMAIL = b"From: a@example.org\r\nDate: Tue, 1 Sep 2026 10:00:00 +0000\r\nSubject: Hello\r\n\r\nText.\r\n"
MOST = 1_048_576


def zipped(*parts: str, declared: str = "") -> bytes:
    """An archive, the same bytes whenever it is made: tests are named after them."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        if declared:
            archive.writestr(ZipInfo("mimetype"), declared)
        for part in parts:
            archive.writestr(ZipInfo(part), "x")
    return file.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")
ODS = zipped("content.xml", declared="application/vnd.oasis.opendocument.spreadsheet")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("letter.pdf", PDF, "application/pdf"),
        ("photo.PNG", PNG, "image/png"),
        ("photo.jpeg", b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        ("photo.webp", b"RIFF1234WEBPrest", "image/webp"),
        ("photo.heic", b"\x00\x00\x00\x18ftypheic", "image/heic"),
        ("minutes.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("sums.ods", ODS, "application/vnd.oasis.opendocument.spreadsheet"),
        ("old.doc", OLE, "application/msword"),
        ("mail.msg", OLE, "application/vnd.ms-outlook"),
        ("note.txt", "Naïve café".encode(), "text/plain"),
        ("note.txt", "Naïve café".encode("cp1252"), "text/plain"),
        ("table.csv", b"a,b\n1,2\n", "text/csv"),
        ("mail.eml", EMAIL, "message/rfc822"),
    ],
)
def test_each_kind_is_known_by_its_content(name: str, content: bytes, media_type: str) -> None:
    assert examine(name, content, most=MOST).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("letter.pdf", b"", "letter.pdf is empty. Check that it was saved, then choose it again."),
        ("letter.pdf", PDF + b" " * MOST, "letter.pdf is larger than 1 MB. Make it smaller or send it in parts."),
        ("letter.pdf", PNG, "letter.pdf is not what its name says: inside it is an image. Save it as .png."),
        ("photo.jpg", PDF, "photo.jpg is not what its name says: inside it is a PDF. Save it as .pdf."),
        ("letter.pdf", b"Only text", "inside it is plain text. Save it as .txt or .csv."),
        ("letter", PDF, "Save it as .pdf."),
        ("letter.pdf.exe", b"MZ\x90\x00\x03", "letter.pdf.exe is of a kind that is not taken."),
        ("page.txt", b"  <!DOCTYPE html><script>alert(1)</script>", "is of a kind that is not taken."),
        ("drawing.svg", b"<svg onload='alert(1)'/>", "is of a kind that is not taken."),
        ("run.txt", b"#!/bin/sh\n", "is of a kind that is not taken."),
        ("parts.zip", zipped("a.txt"), "is of a kind that is not taken."),
        ("minutes.docx", zipped("[Content_Types].xml", "word/x.xml", "word/vbaProject.bin"), "holds macros"),
        ("old.doc", OLE + "_VBA_PROJECT".encode("utf-16-le"), "holds macros"),
        ("broken.docx", DOCX[:40], "broken.docx is damaged or locked with a password."),
        ("mail.eml", b"Not a header at all", "inside it is plain text"),
    ],
)
def test_what_is_not_taken_is_refused_with_its_sentence(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(UnfitError) as refusal:
        examine(name, content, most=MOST)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\me\\letter.pdf", "letter.pdf"),
        ("../../etc/passwd", "passwd"),
        ("in\u202efdp.exe", "infdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("", "file"),
        ("...", "file"),
        ("żółć 文.pdf", "żółć 文.pdf"),
    ],
)
def test_a_name_is_kept_without_folders_and_hidden_signs(given: str, kept: str) -> None:
    assert tidy_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    assert tidy_name("x" * 400 + ".pdf") == "x" * 146 + ".pdf"


@pytest.mark.parametrize(("size", "words"), [(1, "1 KB"), (655_360, "640 KB"), (2_516_582, "2.4 MB")])
def test_a_size_is_told_in_words(size: int, words: str) -> None:
    assert file_size(size) == words


class OneForm(AttachingForm):
    """Nothing but the files."""


def post(user: Any, *files: SimpleUploadedFile, kept: tuple[str, ...] = ()) -> OneForm:
    request = RequestFactory().post("/", {"files": list(files), "kept": list(kept)})
    request.user = user
    return OneForm(request.POST, uploads=uploads(request, by=user, at=NOON))


def upload(name: str = "letter.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.django_db
class TestKeeping:
    """One file after the other, and what a form makes of them."""

    def test_it_is_stored_hashed_under_a_name_that_says_nothing(self) -> None:
        kept = attachment_keep(upload(), by=UserFactory(), at=NOON)
        assert (kept.name, kept.size, kept.taken_at) == ("letter.pdf", len(PDF), None)
        assert kept.sha256 == sha256(PDF).hexdigest()
        assert "letter" not in kept.file.name
        assert Path(kept.file.path).read_bytes() == PDF

    def test_it_is_given_out_for_saving_only(self) -> None:
        answer = given_out(attachment_keep(upload('a"b.pdf'), by=UserFactory(), at=NOON))
        assert answer["Content-Disposition"].startswith("attachment;")
        assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer.content == PDF

    def test_a_form_that_is_wrong_keeps_what_was_right_and_says_what_was_not(self) -> None:
        user = UserFactory()
        form = post(user, upload(), upload("photo.png", PDF))
        assert not form.is_valid()
        assert list(form.errors) == ["files"]
        (pending,) = form.uploads.pending
        again = post(user, kept=(str(pending.key),))
        assert again.is_valid()
        assert again.cleaned_data == {"kept": [str(pending.key)]}
        assert "letter.pdf, 1 KB" in str(again["kept"])

    def test_a_file_without_its_tick_is_not_taken(self) -> None:
        user = UserFactory()
        attachment_keep(upload(), by=user, at=NOON)
        form = post(user)
        assert form.is_valid()
        assert form.cleaned_data == {"kept": []}

    def test_nobody_takes_the_pending_file_of_another(self) -> None:
        pending = attachment_keep(upload(), by=UserFactory(), at=NOON)
        other = UserFactory()
        assert post(other, kept=(str(pending.key), "no-key")).uploads.pending == []
        with pytest.raises(Refused, match="no longer waiting"):
            attachments_take([str(pending.key)], by=other, at=NOON)

    def test_a_file_is_taken_once(self) -> None:
        pending = attachment_keep(upload(), by=UserFactory(), at=NOON)
        (taken,) = attachments_take([str(pending.key)], by=pending.added_by, at=NOON)
        assert Attachment.objects.get(pk=taken.pk).taken_at == NOON
        with pytest.raises(Refused, match="no longer waiting"):
            attachments_take([str(pending.key)], by=pending.added_by, at=NOON)

    def test_no_more_than_ten_at_once(self) -> None:
        form = post(UserFactory(), *(upload() for _ in range(11)))
        assert len(form.uploads.pending) == 10
        assert form.uploads.problems == ["No more than 10 files are taken at once."]

    def test_pending_files_that_nothing_took_go_and_taken_ones_stay(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        user = UserFactory()
        old, taken, young = (attachment_keep(upload(), by=user, at=NOON) for _ in range(3))
        attachments_take([str(taken.key)], by=user, at=NOON)
        Attachment.objects.filter(pk=young.pk).update(added_at=NOON + timedelta(days=2))
        with django_capture_on_commit_callbacks(execute=True):
            assert attachments_sweep(at=NOON + timedelta(days=3)) == 1
        assert set(Attachment.objects.all()) == {taken, young}
        assert not Path(old.file.path).exists()
        assert Path(taken.file.path).exists()


class Daemon:
    """A clamd that takes one stream and answers what it is told to."""

    def __init__(self, answer: bytes) -> None:
        self.answer, self.got = answer, b""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self) -> None:
        line, _ = self.socket.accept()
        with line, line.makefile("rb") as reader:
            assert reader.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!L", reader.read(4))[0]:
                self.got += reader.read(size)
            line.sendall(self.answer)


@pytest.fixture
def daemons() -> Iterator[list[Daemon]]:
    made: list[Daemon] = []
    yield made
    for daemon in made:
        daemon.thread.join(5)
        daemon.socket.close()


@pytest.mark.parametrize(
    ("answer", "found"), [(b"stream: OK\0", ""), (b"stream: Eicar-Test-Signature FOUND\0", "Eicar-Test-Signature")]
)
def test_clamd_is_sent_the_whole_file_and_believed(daemons: list[Daemon], answer: bytes, found: str) -> None:
    daemons.append(Daemon(answer))
    content = b"x" * 200_000
    assert harmful(daemons[0].url, content) == found
    assert daemons[0].got == content


def test_an_answer_without_a_verdict_is_no_verdict(daemons: list[Daemon]) -> None:
    daemons.append(Daemon(b"INSTREAM size limit exceeded. ERROR\0"))
    with pytest.raises(UnreachableError, match="size limit"):
        harmful(daemons[0].url, PDF)


@pytest.mark.django_db
def test_what_clamd_finds_is_not_kept(daemons: list[Daemon], settings: Any) -> None:
    daemons.append(Daemon(b"stream: Eicar FOUND\0"))
    settings.CLAMAV_URL = daemons[0].url
    with pytest.raises(Refused, match=r"harmful \(Eicar\)"):
        attachment_keep(upload(), by=UserFactory(), at=NOON)
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_without_an_answer_of_clamd_nothing_is_kept(settings: Any, tmp_path: Path) -> None:
    settings.CLAMAV_URL = f"unix://{tmp_path}/nobody.ctl"
    with pytest.raises(Refused, match="could not be checked"):
        attachment_keep(upload(), by=UserFactory(), at=NOON)
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_what_clamd_clears_is_marked_as_scanned(daemons: list[Daemon], settings: Any) -> None:
    daemons.append(Daemon(b"stream: OK\0"))
    settings.CLAMAV_URL = daemons[0].url
    assert attachment_keep(upload(), by=UserFactory(), at=NOON).scanned
