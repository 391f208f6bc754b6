"""Domains of e-mail addresses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiscan.detectors.text import web

LABELS = st.lists(st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True), min_size=1, max_size=4)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(LABELS, st.sampled_from(["com", "org", "net", "edu", "COM"]))
def test_domains_that_need_no_list_are_domains_by_the_list(labels: list[str], suffix: str) -> None:
    """
    What is taken for a domain without the list of public suffixes is one by the list.
    """
    domain = ".".join([*labels, suffix])

    assert web._COMMON.fullmatch(domain)
    assert web._suffixes()(domain).fqdn


@pytest.mark.parametrize("domain", ["com", "2x.png", ".com", "a b.com"])
def test_what_is_no_such_domain_is_looked_up(domain: str) -> None:
    """
    A suffix alone, a file's name and what holds other signs are left to the list.
    """
    assert not web._COMMON.fullmatch(domain)
