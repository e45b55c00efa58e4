"""Cursors: what a page of rows knows of its neighbours, and what a broken cursor does."""

import base64

import pytest

from intranet.web import paging

ROWS = [(f"2026-11-{day:02}", f"id{day:02}") for day in range(30, 0, -1)]


def key(row):
    return row


def after(cursor):
    """Rows beyond a cursor as a database would give them, one too many."""
    if cursor is None:
        return ROWS[:11]
    edge = (cursor.value, cursor.id)
    if cursor.back:
        return [row for row in reversed(ROWS) if row > edge][:11]
    return [row for row in ROWS if row < edge][:11]


def test_walking_there_and_back_shows_every_row_once_in_order():
    cursor, there = None, []
    pages = []
    while True:
        page = paging.cut(after(cursor), 10, cursor, key)
        pages.append(page)
        there += page.rows
        if not page.older:
            break
        cursor = paging.read({"after": page.older})
    assert there == ROWS
    assert not pages[0].newer
    back = paging.cut(after(paging.read({"before": pages[2].newer})), 10, paging.read({"before": pages[2].newer}), key)
    assert list(back.rows) == list(pages[1].rows)
    assert back.newer
    assert back.older


HALF_A_LETTER = base64.urlsafe_b64encode(b'["2026-11-01","\\ud800"]').decode()
NUL = base64.urlsafe_b64encode(b'["2026-11-01","\\u0000"]').decode()


@pytest.mark.parametrize("text", ["", "!!", "bm90LWpzb24", "WzEsMl0", "WyJhIl0", "x" * 500, HALF_A_LETTER, NUL])
def test_a_broken_cursor_means_the_first_page(text):
    assert paging.read({"after": text}) is None


def test_a_neighbours_address_keeps_the_filters():
    url = paging.address("/cases", {"state": "open", "q": "", "after": "old"})
    assert url(after="new") == "/cases?state=open&after=new"
