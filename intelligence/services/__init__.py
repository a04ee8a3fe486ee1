"""Every write of this room, one verb a function, by noun."""

from intelligence.services.alerts import alert_acknowledge, alert_raise, alerts_escalate
from intelligence.services.records import (
    OF_PROVIDERS,
    contact_note_write,
    record_receive,
    record_send,
    record_triage,
)
from intelligence.services.repeats import records_join, records_part
from intelligence.services.setting_off import NEWS_KINDS, news_set_off, record_sets_off

__all__ = [
    "NEWS_KINDS",
    "OF_PROVIDERS",
    "alert_acknowledge",
    "alert_raise",
    "alerts_escalate",
    "contact_note_write",
    "news_set_off",
    "record_receive",
    "record_send",
    "record_sets_off",
    "record_triage",
    "records_join",
    "records_part",
]
