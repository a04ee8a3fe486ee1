"""What the answers of the API hold, field by field. Plans and changes are told by `exchange.api.plans`."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import law
from exchange.api.plans import change_told, plan_told
from inspections.models import Inspection, Judgement, Rating, Scale
from law.compare import Line, lines
from providers.models import Organisation, Provider, StatusPeriod
from scheduling.diff_words import CAUSE_NAMES
from scheduling.models import PlanRun
from scheduling.states import STATES


class Named(serializers.Serializer[Any]):
    """Something with a code and a name."""

    code = serializers.CharField(source="pk")
    name = serializers.CharField()


class Team(serializers.Serializer[Any]):
    """A team of the inspectorate's."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    """The person or body that carries on services."""

    class Meta:
        model = Organisation
        fields: ClassVar = ["id", "name"]


class RatingNow(serializers.Serializer[Any]):
    """A quality rating in the words of its scale; 4 is the best of every scale, 1 the worst."""

    label = serializers.CharField()
    ordinal = serializers.IntegerField(min_value=1, max_value=4)
    scale = serializers.ChoiceField(Scale.choices)
    awarded_on = serializers.DateField()
    in_force_from = serializers.DateField(allow_null=True)


class ProviderSerializer(serializers.ModelSerializer[Provider]):
    """One registered service. Names and addresses of children's homes are confidential: treat them so."""

    service_type = Named()
    organisation = OrganisationSerializer(allow_null=True)
    local_authority = Named(allow_null=True)
    region = Named(allow_null=True)
    team = serializers.SerializerMethodField(help_text="The team that looks after it; staff alone are told.")
    status = serializers.SerializerMethodField(help_text="Its status today.")
    rating = serializers.SerializerMethodField(help_text="The rating published for it and in force today.")

    class Meta:
        model = Provider
        fields: ClassVar = [
            "urn", "name", "service_type", "organisation", "local_authority", "region", "team", "sector", "places",
            "address", "postcode", "registered_on", "status", "rating",
        ]  # fmt: skip

    @extend_schema_field(Team(allow_null=True))
    def get_team(self, provider: Any) -> dict[str, Any] | None:
        """The team, for the inspectorate."""
        if not self.context["request"].user.is_inspectorate or provider.team is None:
            return None
        return {"id": provider.team.pk, "name": provider.team.name}

    @extend_schema_field(serializers.ChoiceField(StatusPeriod.Status.choices))
    def get_status(self, provider: Any) -> str:
        """What was written down last, else registered."""
        return provider.status_now or str(StatusPeriod.Status.REGISTERED)

    @extend_schema_field(RatingNow(allow_null=True))
    def get_rating(self, provider: Any) -> dict[str, Any] | None:
        """The rating as the database put it together."""
        found: dict[str, Any] | None = provider.rating_now
        return found


class RatingSerializer(serializers.ModelSerializer[Rating]):
    """The rating that an inspection gave."""

    class Meta:
        model = Rating
        fields: ClassVar = ["label", "ordinal", "scale", "awarded_on", "in_force_from"]


class JudgementSerializer(serializers.ModelSerializer[Judgement]):
    """A judgement other than the rating."""

    class Meta:
        model = Judgement
        fields: ClassVar = ["area", "label", "ordinal"]


class InspectionSerializer(serializers.ModelSerializer[Inspection]):
    """An inspection that took place, or was to and did not. People of a provider see those that are published."""

    urn = serializers.CharField(help_text="The URN of the provider.")
    rating = serializers.SerializerMethodField()
    judgements = JudgementSerializer(many=True)

    class Meta:
        model = Inspection
        fields: ClassVar = [
            "id", "urn", "type", "started_on", "ended_on", "published_on", "result", "rating", "judgements",
        ]  # fmt: skip

    @extend_schema_field(RatingSerializer(allow_null=True))
    def get_rating(self, inspection: Any) -> Any:
        """The rating that it gave, if it did."""
        given = getattr(inspection, "rating", None)
        return RatingSerializer(given).data if given else None


class ProviderNamed(serializers.Serializer[Any]):
    """The provider that something is about."""

    urn = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    service_type = serializers.CharField()


class ReasonSerializer(serializers.Serializer[Any]):
    """One step of the argument, and the paragraph that says so."""

    sentence = serializers.CharField()
    citation = serializers.CharField(allow_blank=True)


class ItemSerializer(serializers.Serializer[Any]):
    """One inspection that must happen."""

    key = serializers.CharField(help_text="Stays the same from night to night.")
    type = serializers.CharField()
    basis = serializers.CharField()
    window_opens = serializers.DateField(allow_null=True)
    target = serializers.DateField(allow_null=True)
    statutory_deadline = serializers.DateField(allow_null=True)
    next = serializers.BooleanField(help_text="Of next year: nothing of this one is left.")
    late = serializers.BooleanField()
    overdue = serializers.BooleanField()
    why = ReasonSerializer(many=True)


class PlanSerializer(serializers.Serializer[Any]):
    """The plan in force for a provider, with the reason for each date. Never for people of a provider."""

    provider = ProviderNamed()
    regime = serializers.CharField()
    state = serializers.ChoiceField(STATES, allow_null=True, help_text="Today; none of one that is closed.")
    closed = serializers.BooleanField()
    next_type = serializers.CharField(allow_null=True)
    run = serializers.IntegerField(allow_null=True, help_text="The run that made it; none: news did.")
    as_of = serializers.DateField()
    required = serializers.IntegerField(allow_null=True)
    done = serializers.IntegerField(allow_null=True)
    outstanding = serializers.IntegerField(allow_null=True)
    target = serializers.DateField(allow_null=True)
    statutory_deadline = serializers.DateField(allow_null=True)
    rating = serializers.IntegerField(allow_null=True, min_value=1, max_value=4)
    last_inspected_on = serializers.DateField(allow_null=True)
    previous_year = serializers.CharField(allow_blank=True)
    valid_until = serializers.DateField(allow_null=True)
    in_force_from = serializers.DateTimeField()
    planner_version = serializers.CharField()
    why = ReasonSerializer(many=True)
    items = ItemSerializer(many=True)

    def to_representation(self, stored: Any) -> dict[str, Any]:
        """Put together by hand: field by field would take as long as all the rest of a page."""
        return plan_told(stored, self.context["request"].as_of)


class ChangeSerializer(serializers.Serializer[Any]):
    """What changed in a provider's plan, and why, in sentences."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    as_of = serializers.DateField()
    provider = ProviderNamed()
    run = serializers.IntegerField(allow_null=True, help_text="The run that found it; none: news did.")
    cause = serializers.ChoiceField(list(CAUSE_NAMES))
    what = serializers.ListField(child=serializers.CharField())
    why = serializers.ListField(child=serializers.CharField())

    def to_representation(self, change: Any) -> dict[str, Any]:
        """As it is told on the pages of runs."""
        return change_told(change)


class RunSerializer(serializers.ModelSerializer[PlanRun]):
    """One recomputation of every plan for a day."""

    class Meta:
        model = PlanRun
        fields: ClassVar = [
            "id", "kind", "as_of", "state", "regime_id", "planner_version", "code_version", "everything", "started_at",
            "committed_at", "providers", "to_plan", "planned", "changed", "unchanged", "failed",
        ]  # fmt: skip


class PeriodSerializer(serializers.Serializer[Any]):
    """From one day to another, both inclusive; none: since ever, for good."""

    from_on = serializers.DateField(allow_null=True)
    until_on = serializers.DateField(allow_null=True)


class RegimeSerializer(serializers.Serializer[Any]):
    """A set of frequency rules, and when it is in force."""

    id = serializers.CharField()
    title = serializers.CharField()
    basis = serializers.CharField()
    hash = serializers.CharField()
    in_force = serializers.SerializerMethodField()

    @extend_schema_field(PeriodSerializer(many=True))
    def get_in_force(self, text: Any) -> list[dict[str, Any]]:
        """The days on which this text is the law."""
        found = [period for period in self.context["periods"] if period.hash == text.hash]
        return [{"from_on": period.from_on, "until_on": period.until_on} for period in found]


class RuleSerializer(serializers.Serializer[Any]):
    """One thing that a regime says today. No type: of every one; no rating: whatever it is."""

    service_type = serializers.CharField(allow_null=True)
    what = serializers.CharField()
    rating = serializers.IntegerField(allow_null=True)
    words = serializers.CharField()
    citations = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_citations(self, line: Line) -> list[str]:
        """The paragraphs and regulations."""
        return list(line.references)


class WholeRegimeSerializer(RegimeSerializer):
    """A regime with all that it says."""

    rules = serializers.SerializerMethodField(help_text="What it says today, in words.")
    text = serializers.CharField(help_text="The text that is read, as TOML.")

    @extend_schema_field(RuleSerializer(many=True))
    def get_rules(self, text: Any) -> Any:
        """Line by line, as on its page."""
        return RuleSerializer(lines(text.on(self.context["request"].as_of)), many=True).data


def regime_context() -> dict[str, Any]:
    """What the regimes' fields need to know."""
    return {"periods": law.periods()}
