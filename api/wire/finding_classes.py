"""Classes of findings in the words of the contract."""

from api.wire.words import to_words
from findings.classes import Standing
from findings.rules import Note
from findings.trust import TrustLine
from mobile_contract.v1 import finding_classes as wire


def to_class(standing: Standing) -> wire.FindingClassReply:
    """Return one class with what holds and how far it can be trusted."""
    found = standing.found
    return wire.FindingClassReply(
        code=found.code,
        group=found.group,
        kind=found.kind,
        name=to_words(found.name),
        next_step=to_words(found.next_step),
        severity=found.severity,
        evidence=found.evidence,
        mode=found.mode,
        act_from=found.act_from,
        review_from=found.review_from,
        floor=found.floor,
        item=found.item,
        seen_by=found.seen_by,
        zones=[
            wire.ClassInZone(
                zone=zone, is_on=held.is_on, mode=held.mode, is_changed=held.is_changed
            )
            for zone, held in standing.zones.items()
        ],
        trust=to_trust(standing.trust),
        on_probation=to_trust(standing.watched) if standing.watched else None,
        dropped_stores=sum(why.startswith(Note.BELOW_FLOOR) for why in standing.held_back.values()),
    )


def to_trust(line: TrustLine) -> wire.TrustReply:
    """Return the counts of one class."""
    tally = line.tally
    return wire.TrustReply(
        raised=line.raised,
        confirmed=tally.confirmed,
        rejected=tally.rejected,
        cannot_tell=line.unsure,
        waiting=line.waiting,
        unclear=line.unclear,
        precision=tally.precision,
        interval=list(tally.interval) if tally.interval else None,
    )
