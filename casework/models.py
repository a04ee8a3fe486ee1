"""The one table of this room: searches that people keep for themselves."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from casework.search.querysets import SavedSearchQuerySet

NAME_LENGTH = 80
QUERY_LENGTH = 2_000


class SavedSearch(models.Model):
    """Filters of the provider list under a name, its owner's alone. `query` is the address's query string."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=NAME_LENGTH)
    query = models.CharField(max_length=QUERY_LENGTH)
    saved_at = models.DateTimeField()

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        verbose_name_plural = "saved searches"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "owner",
                Lower("name"),
                name="saved_search_named_once",
                violation_error_message="You have a saved search with this name already. Choose another name.",
            ),
            models.CheckConstraint(
                name="saved_search_says_something",
                condition=~models.Q(name="") & ~models.Q(query=""),
                violation_error_message="A saved search needs a name and a filter.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
