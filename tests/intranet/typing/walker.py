"""Finds every form a person meets by following the office's own links, and fills it in as that person could."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient

TEXT = frozenset({"text", "search", "textarea", "url", "email", "tel", "password"})
# What a text field wants that is not free, by its name; everything else takes a plain sentence.
VALID = {"date": "2026-11-20", "datetime-local": "2026-11-20T08:00", "time": "08:00", "number": "1", "month": "2026-11"}
_FINISHES = ("issue", "submit")  # of several buttons the one that does most
_TICKED = ("items", "with_complainant")  # boxes of which the first is ticked
_PER_ADDRESS = 14  # pages of one kind that are looked into: with all of them nothing new comes, only minutes


@dataclass
class Field:
    """One thing to fill in: its kind, what stands there, and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    required: bool = False
    options: list[str] = field(default_factory=list)

    @property
    def text(self) -> bool:
        """Whether one writes freely here."""
        return self.kind in TEXT


@dataclass
class Form:
    """A form as it stands on a page."""

    page: str
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    upload: bool = False

    def texts(self) -> list[str]:
        """The names of the fields one writes freely in."""
        return list(dict.fromkeys(one.name for one in self.fields if one.text))

    def values(self) -> dict[str, list[str]]:
        """What a person would send who leaves everything as it stands and fills in what must be."""
        sent: dict[str, list[str]] = {}
        for one in self.fields:
            if one.kind == "radio":
                if one.value and (one.options or one.name not in sent):
                    sent[one.name] = [one.value]
            elif one.kind == "checkbox":
                if one.options or (one.name in _TICKED and one.name not in sent):
                    sent.setdefault(one.name, []).append(one.value)
            elif one.kind == "submit":
                if one.value in _FINISHES:
                    sent[one.name] = [one.value]
            elif one.kind != "file":
                sent.setdefault(one.name, []).append(one.value or VALID.get(one.kind, ""))
        return sent


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.forms, self.links = page, list[Form](), list[str]()
        self._form: Form | None = None
        self._select: Field | None = None
        self._area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "form":
            self._form = Form(self.page, given.get("action", ""), given.get("method", "get").lower())
            self._form.upload = given.get("enctype", "").startswith("multipart")
            self.forms.append(self._form)
        elif self._form is None or not (name := given.get("name")):
            if tag == "option" and self._select is not None:
                self._option(given)
        elif tag == "input":
            kind = given.get("type", "text").lower()
            one = Field(name, kind, given.get("value", ""), "required" in given)
            one.options = ["checked"] if "checked" in given else []
            self._form.fields.append(one)
        elif tag == "textarea":
            self._area = Field(name, "textarea", "", "required" in given)
            self._form.fields.append(self._area)
        elif tag == "select":
            self._select = Field(name, "select", "", "required" in given)
            self._form.fields.append(self._select)
        elif tag == "button" and given.get("type", "submit") == "submit":
            self._form.fields.append(Field(name, "submit", given.get("value", "")))

    def _option(self, given: dict[str, str]) -> None:
        assert self._select is not None
        self._select.options.append(given.get("value", ""))
        if "selected" in given or (not self._select.value and given.get("value")):
            self._select.value = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self._area.value = self._area.value.removeprefix("\n")
            self._area = None


def read(page: str, html: str) -> _Reader:
    """The forms and links of a page."""
    found = _Reader(page)
    found.feed(html)
    found.close()
    return found


def endpoint(app: Flask, path: str, method: str) -> str:
    """Which address of the map a path is."""
    return app.url_map.bind("localhost").match(urlsplit(path).path, method=method.upper())[0]


def signature(app: Flask, form: Form) -> tuple[str, ...]:
    """By which two forms are the same: where it goes, what it says it does, and what there is to fill in."""
    told = ("act", "event", "do", "step", "kind")
    does = [f"{one.name}={one.value}" for one in form.fields if one.kind == "hidden" and one.name in told]
    return (endpoint(app, form.action, form.method), *sorted(does), *sorted(form.texts()))


def pages(app: Flask, client: FlaskClient, start: str = "/") -> Iterator[tuple[str, _Reader]]:
    """Every page that is reached by links, a few of each kind."""
    waiting, seen, kinds = [start], {start}, Counter[str]()
    while waiting:
        path = waiting.pop(0)
        answer = client.get(path, follow_redirects=True)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        found = read(path, answer.get_data(as_text=True))
        yield path, found
        for link in found.links:
            to = urlsplit(urljoin(path, link))
            if to.netloc or to.scheme or not link or link.startswith("#"):
                continue
            target = to.path + (f"?{to.query}" if to.query else "")
            kind = endpoint(app, target, "GET") + ("?" if to.query else "")
            if target not in seen and kinds[kind] < _PER_ADDRESS and not re.search("logout|assets|preferences", target):
                kinds[kind] += 1
                seen.add(target)
                waiting.append(target)
