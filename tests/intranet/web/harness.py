"""What every page must be: well-formed, titled, labelled, and free of anything inline. One function, used by all page tests."""

from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "details",
        "div",
        "dl",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "header",
        "hr",
        "main",
        "nav",
        "ol",
        "p",
        "section",
        "table",
        "ul",
    ]
)
SVG_SHAPES = frozenset(["path", "rect", "circle", "line", "use", "g", "text"])
UNLABELLED = frozenset({"hidden", "submit", "button"})


class Outline(HTMLParser):
    """Reads a page strictly: every element must be closed in order; collects what the checks need."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.inputs: list[tuple[str, dict[str, str | None]]] = []
        self.forms: list[dict[str, str | None]] = []
        self.links: list[dict[str, str | None]] = []
        self.lang = ""
        self.texts: dict[str, list[str]] = {"title": [], "h1": []}
        self._wrapped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inline(tag, attrs, given)
        if "p" in self.open and tag in BLOCKS and self.open[-1] == "p":
            self.faults.append(f"<{tag}> inside <p>")
        if tag == "form" and "form" in self.open:
            self.faults.append("a form inside a form")
        if tag in self.texts and "svg" not in self.open:
            self.texts[tag].append("")
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "label" and given.get("for"):
            self.labels.add(str(given["for"]))
        if tag in ("input", "select", "textarea"):
            self.inputs.append((tag, given))
        if tag == "form":
            self.forms.append(given)
        if tag == "a":
            self.links.append(given)
        if tag == "html":
            self.lang = given.get("lang") or ""
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inline(tag, attrs, dict(attrs))
        if tag not in SVG_SHAPES:
            self.faults.append(f"<{tag}/> is not HTML")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes <{self.open[-1] if self.open else ''}> at {self.getpos()}")
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for tag, found in self.texts.items():
            if tag in self.open and "svg" not in self.open:
                found[-1] += data

    def _inline(self, tag: str, attrs: list[tuple[str, str | None]], given: dict[str, str | None]) -> None:
        for name, value in attrs:
            if name == "style" or (name.startswith("on") and len(name) > 2) or name.startswith("hx-on"):
                self.faults.append(f"inline {name} on <{tag}>")
            if name in ("href", "src", "action") and (value or "").strip().lower().startswith("javascript:"):
                self.faults.append(f"{name} that runs on <{tag}>")
        if len({name for name, _value in attrs}) != len(attrs):
            self.faults.append(f"an attribute twice on <{tag}>")
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.faults.append(f"inline <{tag}>")
        if tag == "img" and given.get("alt") is None:
            self.faults.append("an image without a text")


def outline(html: str) -> Outline:
    """Read a page or a fragment to its end."""
    read = Outline()
    read.feed(html)
    read.close()
    return read


def faults(html: str, *, whole: bool = True) -> list[str]:
    """Everything wrong with a page (``whole``) or a fragment; empty when nothing is."""
    read = outline(html)
    found = list(read.faults) + [f"<{tag}> is never closed" for tag in read.open]
    found += [f"id {name} twice" for name in {name for name in read.ids if read.ids.count(name) > 1}]
    for tag, given in read.inputs:
        named = given.get("id") in read.labels or given.get("aria-label") or given.get("type") in UNLABELLED
        if not named:
            found.append(f"<{tag} name={given.get('name')}> without a label")
    found += ["a form without an address" for form in read.forms if not form.get("action") or "method" not in form]
    found += [
        "a new window that knows its opener" for a in read.links if a.get("target") and "noopener" not in (a.get("rel") or "")
    ]
    if whole:
        titles = [" ".join(text.split()) for text in read.texts["title"]]
        headings = [" ".join(text.split()) for text in read.texts["h1"]]
        if len(headings) != 1 or not headings[0]:
            found.append(f"headings: {headings}")
        elif titles != [f"{headings[0]} – Posko"]:
            found.append(f"title {titles} does not match heading {headings}")
        if not html.lstrip().lower().startswith("<!doctype html>") or not read.lang:
            found.append("no doctype or no language")
    return found


def fetch(client: FlaskClient, path: str, status: int = 200, **how: object) -> str:
    """GET a page and hold it to the standard; returns its HTML."""
    return check(client.get(path, **how), status)  # type: ignore[arg-type]


def send(client: FlaskClient, path: str, data: dict[str, object], status: int = 200) -> str:
    """POST a form, follow to the page that answers, and hold that to the standard."""
    return check(client.post(path, data=data, follow_redirects=True), status)


def check(response: TestResponse, status: int = 200) -> str:
    """The standard for any answer that is a page."""
    html = response.get_data(as_text=True)
    assert response.status_code == status, html[:2000]
    assert response.mimetype == "text/html"
    assert "'unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert response.headers["Cache-Control"] == "no-store"
    assert faults(html) == []
    return html
