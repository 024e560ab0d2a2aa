"""Gatherers say when, for what and for how long they run."""

from typing import Any

from checks.gathering import gatherer


@gatherer(task="tour", budget_s=60)
def patient(driver: Any, *, budget_s: float = 60.0) -> float:
    return budget_s


@gatherer(order=20)
def simple(driver: Any) -> str:
    return str(driver)


def test_a_gatherer_that_divides_its_time_is_told_when_there_is_less() -> None:
    assert patient(None) == 60
    shorter = patient.within(25)
    assert (shorter(None), shorter.budget_s, shorter.task) == (25, 25, "tour")
    assert shorter.name == patient.name
    assert patient.within(90)(None) == 60


def test_one_that_does_not_is_only_bounded() -> None:
    shorter = simple.within(3)
    assert (shorter("d"), shorter.budget_s, shorter.order, shorter.name) == (
        "d",
        3,
        20,
        simple.name,
    )
