"""The decisions of `core`: which texts are regimes, which regime is in force from which day; the mail it writes."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from django.db import IntegrityError, transaction

from core import law, mails, permissions, tasks
from core.decisions import Refused
from core.filters import day as written
from core.models import AdoptedRegime, Mail, RegimeChoice, RegimeText, User
from law.loader import read_regime

# Addresses of pages beside those of the regimes.
NOT_IDS = frozenset({"choose", "compare", "decisions"})


@transaction.atomic
def regime_adopt(text: str, *, why: str, copied_from: str = "", by: User, at: datetime) -> AdoptedRegime:
    """Take a text up as a regime beside the others; it never changes and is in force only when it is chosen.

    Raises `LawError` naming each fault of the text, and `Refused` for another role, without a reason, or when its
    id is taken.
    """
    permissions.can_adopt_regime(by).require()
    _reason(why, "adopt this regime")
    text = text.replace("\r\n", "\n")
    read = read_regime(text, name="this text")
    if read.id in law.regimes() or read.id in NOT_IDS:
        raise Refused(f"The id {read.id} is taken, and an adopted text never changes: give this one another id.")
    try:
        with transaction.atomic():
            return AdoptedRegime.objects.create(
                regime_id=read.id,
                title=read.title,
                text=text,
                hash=read.hash,
                copied_from=copied_from,
                why=why.strip(),
                adopted_at=at,
                by=by,
            )
    except IntegrityError:
        raise Refused(f"Somebody has just adopted a regime {read.id}: give this one another id.") from None


@transaction.atomic
def regime_choose(regime_id: str, *, in_force_from: date, why: str, by: User, at: datetime) -> RegimeChoice:
    """Decide that a regime is in force from a day until the next choice's day. The text is kept as it is now.

    A day in the past is allowed: what was due then is judged by that regime from now on. Raises `Refused` for
    another role, without a reason, for an unknown regime, or when a choice for that day stands.
    """
    permissions.can_choose_regime(by).require()
    _reason(why, "choose this regime")
    text = law.regimes().get(regime_id)
    if text is None:
        raise Refused(f"There is no regime {regime_id}. Choose one of the list.")
    standing = RegimeChoice.objects.filter(in_force_from=in_force_from, withdrawn_at__isnull=True)
    if choice := standing.first():
        raise Refused(f"{choice.regime_id} is chosen from {written(in_force_from)}: withdraw that choice first.")
    RegimeText.objects.bulk_create(
        [RegimeText(hash=text.hash, regime_id=text.id, text=text.text)], ignore_conflicts=True
    )
    try:
        with transaction.atomic():
            made = RegimeChoice.objects.create(
                regime_id=regime_id, hash=text.hash, in_force_from=in_force_from, why=why.strip(), decided_at=at, by=by
            )
    except IntegrityError:
        raise Refused(f"Somebody has just chosen a regime from {written(in_force_from)}: look at the record.") from None
    _tell()
    return made


@transaction.atomic
def regime_choice_withdraw(choice_id: int, *, why: str, by: User, at: datetime) -> RegimeChoice:
    """Take a choice back: the regime before it goes on. The decision stays in the record.

    Raises `Refused` for another role, without a reason, or when it has been withdrawn or was never made.
    """
    permissions.can_choose_regime(by).require()
    _reason(why, "withdraw this choice")
    choice = RegimeChoice.objects.select_for_update().filter(pk=choice_id).first()
    if choice is None or choice.withdrawn_at is not None:
        raise Refused("This choice does not stand any more: look at the record of decisions.")
    choice.withdrawn_at, choice.withdrawn_by, choice.withdrawn_why = at, by, why.strip()
    choice.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    _tell()
    return choice


@transaction.atomic
def mail_write(to: str, *, subject: str, text: str, kind: str, at: datetime) -> Mail:
    """Write an e-mail to one address, in the caller's transaction; it is sent after that.

    Where nothing leaves (the embedded default) it is shown on the page of mail only, and done. Never put the name of a
    home, an address or the day of a visit into a subject. `kind` says what it is: "password_reset", "invitation".
    """
    mail = Mail(to=to, subject=" ".join(subject.split())[:200], text=text, kind=kind, created_at=at)
    if mails.leaves():
        mail.due_at = at
    else:
        mail.sent_at, mail.via = at, Mail.Via.PAGE
    mail.save(force_insert=True)
    if mail.due_at is not None:
        transaction.on_commit(partial(tasks.send, mail.pk))
    return mail


@transaction.atomic
def mail_again(mail_id: int, *, by: User, at: datetime) -> Mail:
    """Try a failed e-mail again, from its first attempt on.

    Raises `Refused` for another role, or unless it was given up.
    """
    permissions.can_see_mail(by).require()
    mail: Mail | None = Mail.objects.given_up().select_for_update().filter(pk=mail_id).first()
    if mail is None:
        raise Refused("This e-mail has not failed: it was sent, or is still being tried.")
    mail.due_at, mail.attempts = at, 0
    mail.save(update_fields=["due_at", "attempts"])
    transaction.on_commit(partial(tasks.send, mail.pk))
    return mail


def _reason(why: str, what: str) -> None:
    if not why.strip():
        raise Refused(f"Say why you {what}.")


def _tell() -> None:
    transaction.on_commit(lambda: law.changed.send(sender=RegimeChoice))
