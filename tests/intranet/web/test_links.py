"""Addresses from outside."""

import pytest

from intranet.web.links import is_web_link, local_path


@pytest.mark.parametrize("value", ["/cases", "/cases?q=a%20b", "/"])
def test_a_path_of_ours_is_followed(value):
    assert local_path(value, "/") == value


@pytest.mark.parametrize("value", ["", "cases", "//jahat.example", "/\\jahat.example", "https://jahat.example", "/a\r\nX: y"])
def test_anything_else_is_not(value):
    assert local_path(value, "/aman") == "/aman"


@pytest.mark.parametrize("value", ["https://contoh.example/a", "http://contoh.example"])
def test_a_web_address_may_be_a_link(value):
    assert is_web_link(value)


@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "data:text/html,x", "contoh.example", "https://", "http://[", "https://a b", "vbscript:x", ""]
)
def test_what_could_run_or_lead_nowhere_is_shown_as_text(value):
    assert not is_web_link(value)
