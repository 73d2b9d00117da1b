"""Every page and every API operation has exactly one rule; a new one without a rule does not pass."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import path

from tests.house.doors import all_doors, operations, pages
from thongsuot.accounts import rules
from thongsuot.accounts.auth import BearerToken, SessionCookie
from thongsuot.accounts.guards import needs, operation, public, signed_in
from thongsuot.accounts.models import Role

HELP = (
    "thiếu luật vào cửa: đặt @public, @signed_in, @official, @citizen hoặc @needs(Role.…) trên hàm của trang, hay"
    " @operation(…) dưới @router.… của thao tác API (thongsuot/accounts/guards.py)"
)


def test_every_page_and_operation_has_a_rule():
    without = [door.key for door in all_doors() if not isinstance(door.rule, rules.Rule)]
    assert not without, f"{HELP}: {without}"


def test_a_page_without_a_rule_would_be_found():
    def forgotten(request):
        """No rule."""

    [door] = pages([path("quen/", forgotten)])
    assert door.rule is None


def test_an_operation_signs_people_in_exactly_as_its_rule_says():
    for door in operations():
        callbacks = list(door.operation.auth_callbacks)
        if door.rule.anonymous:
            assert callbacks == [], door.key
        else:
            assert [type(c) for c in callbacks] == [BearerToken, SessionCookie], door.key
            assert {c.rule for c in callbacks} == {door.rule}, door.key


def test_roles_of_rules_exist():
    unknown = {role for door in all_doors() for role in door.rule.roles} - set(Role.values)
    assert not unknown


def test_a_second_rule_is_refused():
    @public
    def page(request):
        """A page."""

    with pytest.raises(ImproperlyConfigured, match="đã có luật"):
        signed_in(page)
    with pytest.raises(ImproperlyConfigured, match="đã có luật"):
        operation(signed_in)(page)


def test_a_rule_for_nobody_is_refused():
    with pytest.raises(ImproperlyConfigured):
        needs()


def test_there_are_doors_of_every_sort():
    kinds = {door.rule.name for door in all_doors()}
    assert {"public", "signed_in", "needs"} <= kinds
    assert any(door.is_api for door in all_doors())
