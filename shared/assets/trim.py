"""Takes out of Bootstrap's style sheet what no page of ours uses, so that a first visit stays small on a bad line.

What stays is named by families in bootstrap.txt, not found by looking through templates: a page may use anything of a
family named there without anybody rebuilding, and what is left out is left out for all.
"""

import re
from collections.abc import Iterator

_CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
_NOT = re.compile(r":not\([^)]*\)")


def families(text: str) -> re.Pattern[str]:
    """The families in ``text``: one regular expression a line for whole class names; lines that begin with # are comments."""
    lines = (line.strip() for line in text.splitlines())
    return re.compile("|".join(f"(?:{line})" for line in lines if line and not line.startswith("#")))


def trim(css: str, kept: re.Pattern[str]) -> str:
    """The style sheet without the rules whose every selector names a class outside the ``kept`` families."""
    return "".join(_kept(css, kept))


def _kept(css: str, kept: re.Pattern[str]) -> Iterator[str]:
    for head, body in _rules(css):
        if body is None:
            yield head  # a comment or a statement such as @charset
        elif head.startswith(("@media", "@supports")):
            inner = trim(body, kept)
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@keyframes"):
            if head.split()[-1] in ("spinner-border", "progress-bar-stripes"):
                yield f"{head}{{{body}}}"
        else:
            selectors = [selector for selector in _split(head) if _wanted(selector, kept)]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def _wanted(selector: str, kept: re.Pattern[str]) -> bool:
    return all(kept.fullmatch(name) for name in _CLASS.findall(_NOT.sub("", selector)))


def _split(selectors: str) -> list[str]:
    """The selectors of a rule; a comma inside brackets does not part them."""
    return re.split(r",(?![^(\[]*[)\]])", selectors)


def _rules(css: str) -> Iterator[tuple[str, str | None]]:
    """The outer rules of a minified style sheet: head and body; comments and statements have no body."""
    at = 0
    while at < len(css):
        if css.startswith("/*", at):
            end = css.index("*/", at) + 2
            yield css[at:end], None
            at = end
            continue
        found = re.compile(r"[;{]").search(css, at)
        if found is None:
            return
        if found.group() == ";":
            yield css[at : found.end()], None
            at = found.end()
            continue
        end = _closing(css, found.end())
        yield css[at : found.start()].strip(), css[found.end() : end]
        at = end + 1


def _closing(css: str, at: int) -> int:
    """Where the block that begins at ``at`` ends; braces inside quotes do not count."""
    depth, quote = 1, ""
    while depth:
        letter = css[at]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        else:
            depth += (letter == "{") - (letter == "}")
        at += 1
    return at - 1
