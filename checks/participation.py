"""Facts for the interaction and service checks: messages, entrances, surveys, guides."""

from collections.abc import Mapping
from typing import Any

from checks.entrances import entrance_facts
from checks.guides import guide_facts
from checks.messages import message_facts
from checks.outline import Outline
from checks.page import Page, Reading
from checks.places import place_of
from checks.surveys import survey_facts


def participation_facts(page: Page, seen: Outline, reading: Reading) -> Mapping[str, Any]:
    """What the four readers find; where the page stands is read once for all."""
    words = "\n".join(text.value for text in seen.texts)  # a third of the source, or less
    place = place_of(page, seen, reading, words)
    return {
        **message_facts(page, seen, reading, place, words),
        **entrance_facts(page, seen, reading, place),
        **survey_facts(page, seen, reading, place),
        **guide_facts(page, seen, reading, place, words),
    }
