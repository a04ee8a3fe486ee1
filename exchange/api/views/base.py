"""What every view of the API does: asks who may, numbers the versions of an answer, and says what time it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.timezone import localdate
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from core.reading import note_reading
from exchange.models import Token


def told(operation_id: str, summary: str, tag: str, **more: Any) -> Callable[[type[ApiView]], type[ApiView]]:
    """What the document says of a view; its docstring is the meaning."""

    def describe(view: type[ApiView]) -> type[ApiView]:
        said = extend_schema(operation_id=operation_id, summary=summary, description=view.__doc__, tags=[tag], **more)
        described: type[ApiView] = extend_schema_view(get=said)(view)
        return described

    return describe


@method_decorator(conditional_page, name="dispatch")
class ApiView(GenericAPIView[Any]):
    """Reads only. `check`: who may, a permission of the pages; `scope`: what a token needs for it.

    An answer carries an ETag of its content, and If-None-Match is answered by 304 while that is the same.
    """

    http_method_names: ClassVar[list[str]] = ["get", "head"]
    check: ClassVar[Any]
    scope: ClassVar[Token.Scope | None] = None
    key: ClassVar[str] = "id"
    descending: ClassVar[bool] = False
    paged: ClassVar[bool] = False

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        """The view, with its check to be read by the test of every address; only who is signed in gets this far."""
        view: Any = super().as_view(**initkwargs)
        view.allowed_to, view.login_required = cls.check, True
        made: Callable[..., HttpResponseBase] = view
        return made

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Read the clock once for all that the answer derives."""
        request.as_of = localdate()
        super().initial(request, *args, **kwargs)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """An answer is for whoever asked alone, and asked for again each time."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(response, Response):
            answer.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(answer, ["Authorization", "Cookie"])
        return answer

    def rows(self) -> QuerySet[Any]:
        """What this person may see."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        """The rows; while the document is written there is no person, and none is read."""
        return self.queryset.none() if getattr(self, "swagger_fake_view", False) else self.rows()


class ListView(ListModelMixin, ApiView):
    """A list, a page at a time."""

    paged = True

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """The page that is asked for."""
        return self.list(request)


class OneView(RetrieveModelMixin, ApiView):
    """One thing, found by `lookup_field`. `sensitive`: the kind of record that it is, where who looks at it is kept."""

    sensitive: ClassVar[str] = ""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """The thing, or 404."""
        answer: Response = self.retrieve(request)
        if self.sensitive and request.user.is_inspectorate:
            note_reading(request, self.sensitive, str(next(iter(self.kwargs.values()))))
        return answer
