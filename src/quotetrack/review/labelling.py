"""The labelling interface, with the registry's experts; whether a project's is still fit for it.

Pure but for reading the shipped `label_config.xml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from xml.etree import ElementTree

from quotetrack.review.regions import LABELS

MAX_CHOICES = 500  # a longer list is slow in the browser; other experts are typed by name
_CONTROLS = {"label": "Labels", "verdict": "Choices", "expert": "Choices", "who": "TextArea"}


def shipped() -> str:
    """The labelling interface as `annotations/label_config.xml` has it."""
    return (files("quotetrack.review") / "label_config.xml").read_text(encoding="utf-8")


def label_config(experts: Mapping[str, str]) -> str:
    """The shipped interface with these experts, names by id, to choose from."""
    root = ElementTree.fromstring(shipped())
    choices = _control(root, "expert")
    assert choices is not None
    for choice in list(choices):
        choices.remove(choice)
    _add(choices, experts)
    return _written(root)


def with_experts(config: str, experts: Mapping[str, str]) -> str | None:
    """A project's interface with the experts that it lacks, or None if it has them all.

    What people changed in it otherwise stays as it is.
    """
    root = _parsed(config)
    choices = None if root is None else _control(root, "expert")
    if root is None or choices is None:
        return None
    offered = {choice.get("alias") or choice.get("value") for choice in choices}
    lacking = {key: name for key, name in experts.items() if key not in offered}
    if not lacking or len(choices) >= MAX_CHOICES:
        return None
    _add(choices, lacking)
    return _written(root)


def lacks(config: str) -> list[str]:
    """What a project's interface must have for its answers to be understood, and has not."""
    root = _parsed(config)
    if root is None:
        return ["a readable labelling interface"]
    missing = []
    for name, tag in _CONTROLS.items():
        control = _control(root, name)
        if control is None or control.tag != tag or control.get("toName") != "text":
            missing.append(f"the field {name}")
    labels = _control(root, "label")
    offered = {label.get("alias") or label.get("value") for label in labels or ()}
    missing += [f"the label {label}" for label in LABELS if label not in offered]
    if root.find(".//Relations") is None:
        missing.append("the relations")
    if not any(
        text.get("name") == "text" and text.get("value") == "$text" for text in root.iter("Text")
    ):
        missing.append("the text")
    return missing


def _control(root: ElementTree.Element, name: str) -> ElementTree.Element | None:
    return next((element for element in root.iter() if element.get("name") == name), None)


def _add(choices: ElementTree.Element, experts: Mapping[str, str]) -> None:
    """Experts of the same name are told apart by their ids: Label Studio wants unique values."""
    taken = {choice.get("value") for choice in choices}
    for key, name in list(experts.items())[: MAX_CHOICES - len(choices)]:
        value = name if name not in taken else f"{name} ({key})"
        taken.add(value)
        ElementTree.SubElement(choices, "Choice", value=value, alias=key)


def _parsed(config: str) -> ElementTree.Element | None:
    try:
        return ElementTree.fromstring(config)
    except ElementTree.ParseError:
        return None


def _written(root: ElementTree.Element) -> str:
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode")
