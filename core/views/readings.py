"""What somebody looked at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from core.access import allowed_to
from core.models import RecordRead, User
from core.paging import keyset_page
from core.permissions import can_see_readings


@allowed_to(can_see_readings)
def read_by(request: HttpRequest, reader_id: int) -> HttpResponse:
    """The sensitive records that one person looked at, the latest first."""
    reader = get_object_or_404(User, pk=reader_id)
    page = keyset_page(RecordRead.objects.filter(by=reader), request, "at", descending=True)
    return render(request, "core/read_by.html", {"reader": reader, "page": page})
