"""Quản trị tài khoản: own scope only, nobody takes over whom he may not, everything journalled, few statements."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.accounts import LONG_AGO, bearer, give_post, make_citizen, make_official, principal_for, sign_in
from thongsuot.accounts import permissions, selectors, services
from thongsuot.accounts.models import Post, Role, Session, User
from thongsuot.accounts.services import NewPost
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune(world):
    return make_official(world, "maiphu.quantri", Role.UNIT_ADMIN, world.mai_phu)


@pytest.fixture
def province(world):
    return make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province)


@pytest.fixture
def specialist(world):
    return make_official(world, "maiphu.hotich", Role.SPECIALIST, world.mai_phu, "office", full_name="Phan Thị Thuỷ")


def new_post(world, **changes):
    values = {"unit_id": world.mai_phu.id, "role": Role.SPECIALIST, "title": "Chuyên viên", "since": timezone.now()}
    return NewPost(**{**values, **changes})


def journalled(world, user):
    return [(entry.verb, entry.actor_id) for entry in journal.timeline(world.province.id, "account", user.pk)]


class TestLists:
    def test_an_administrator_sees_his_own_scope(self, world, commune, province, specialist):
        make_official(world, "thachkhe.hotich", Role.SPECIALIST, world.thach_khe)
        make_official(world, "hamrong.chutich", Role.CHAIR, world.ham_rong)
        make_citizen()
        own = selectors.accounts_page(principal_for(commune), q="", after="", at=timezone.now())
        assert [line.user.username for line in own.lines] == ["maiphu.hotich", "maiphu.quantri"]
        all_of_province = selectors.accounts_page(principal_for(province), q="", after="", at=timezone.now())
        names = {line.user.username for line in all_of_province.lines}
        assert names == {"maiphu.hotich", "maiphu.quantri", "hatinh.quantri", "thachkhe.hotich"}

    @pytest.mark.parametrize("q", ["thuy", "Thuỷ", "THUY", "hotich", "phan thi"])
    def test_search_needs_no_marks(self, commune, specialist, q):
        found = selectors.accounts_page(principal_for(commune), q=q, after="", at=timezone.now())
        assert [line.user for line in found.lines] == [specialist]

    def test_posts_elsewhere_are_not_shown(self, world, commune, specialist):
        give_post(world, specialist, Role.SPECIALIST, world.thach_khe, title="Ở Thạch Khê")
        page = sign_in(Client(), commune).get(f"/quan-tri/tai-khoan/{specialist.uid}/").content.decode()
        assert "Ở Thạch Khê" not in page

    def test_the_list_costs_the_same_for_three_and_for_sixty_accounts(self, world, commune):
        client = sign_in(Client(), commune)
        client.get("/quan-tri/tai-khoan/")

        def statements():
            with CaptureQueriesContext(connection) as queries:
                assert client.get("/quan-tri/tai-khoan/").status_code == 200
            return len(queries)

        few = statements()
        for n in range(60):
            make_official(world, f"maiphu.nguoi{n}", Role.SPECIALIST, world.mai_phu)
        assert statements() == few, "danh sách hỏi thêm theo từng dòng: gom lại trong accounts/selectors.py"
        assert few <= 3

    def test_pages_follow_the_user_name(self, world, commune):
        for n in range(60):
            make_official(world, f"maiphu.nguoi{n:02}", Role.SPECIALIST, world.mai_phu)
        client = sign_in(Client(), commune)
        first = client.get("/quan-tri/tai-khoan/").content.decode()
        more = re.search(r'href="(\?[^"]*sau=[^"]+)"', first).group(1).replace("&amp;", "&")
        second = client.get("/quan-tri/tai-khoan/" + more).content.decode()
        assert "maiphu.nguoi00" in first
        assert "maiphu.nguoi59" in second
        assert "maiphu.nguoi00" not in second

    def test_closed_accounts_are_shown_when_asked_for(self, commune, specialist):
        services.close_account(by=principal_for(commune), user=specialist, at=timezone.now())
        client = sign_in(Client(), commune)
        assert "maiphu.hotich" not in client.get("/quan-tri/tai-khoan/").content.decode()
        assert "maiphu.hotich" in client.get("/quan-tri/tai-khoan/?ca-da-khoa=1").content.decode()


class TestOpening:
    FORM = {"full_name": "Nguyễn Văn Nam", "username": "maiphu.nam", "unit_code": "18583", "role": "counter_clerk"}

    def open(self, client, **changes):
        form = {
            **self.FORM,
            "since": "07/07/2025",
            "organ_kind": "service_centre",
            "decision": "QĐ 05/QĐ-UBND",
            **changes,
        }
        return client.post("/quan-tri/tai-khoan/moi/", form)

    def test_gives_a_password_once_that_must_be_changed(self, world, commune):
        response = self.open(sign_in(Client(), commune))
        password = re.search(r"<code>([a-z0-9-]{19})</code>", response.content.decode()).group(1)
        user = User.objects.get(username="maiphu.nam")
        assert user.check_password(password)
        assert user.must_change_password
        post = user.posts.get()
        assert (post.role, post.decision) == ("counter_clerk", "QĐ 05/QĐ-UBND")
        assert post.organ_id == world.organ(world.mai_phu, "service_centre")
        assert [verb for verb, _ in journalled(world, user)] == ["created", "post_given"]
        assert "no-store" in response["Cache-Control"]

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"username": "maiphu.quantri"}, "đã có"),
            ({"username": "Mai Phụ"}, "chữ thường không dấu"),
            ({"username": "a"}, "chữ thường không dấu"),
            ({"full_name": ""}, "bắt buộc"),
            ({"unit_code": "99999"}, "Không có đơn vị nào mang mã"),
            ({"unit_code": "18493"}, "đã hết hiệu lực"),
            ({"role": "province_admin"}, "lựa chọn"),
            ({"since": "31/02/2025"}, "không có thật"),
            ({"until": "01/07/2025"}, "phải sau ngày bắt đầu"),
            ({"organ_kind": "justice"}, "không có bộ phận này"),
            ({"full_name": "x" * 10_000}, "tối đa 160"),
        ],
    )
    def test_refuses_in_words_and_opens_nothing(self, commune, changes, words):
        response = self.open(sign_in(Client(), commune), **changes)
        assert response.status_code == 422
        assert words in response.content.decode()
        assert User.objects.exclude(pk=commune.pk).count() == 0

    def test_a_unit_administrator_opens_none_elsewhere(self, commune):
        assert self.open(sign_in(Client(), commune), unit_code="18604").status_code == 404
        assert not User.objects.filter(username="maiphu.nam").exists()

    def test_a_province_administrator_opens_anywhere_in_his_province_only(self, world, province):
        client = sign_in(Client(), province)
        assert self.open(client, unit_code="42-STP", organ_kind="", role="department_official").status_code == 200
        assert self.open(client, username="hr.nam", unit_code="14758", organ_kind="").status_code == 404


class TestPosts:
    def test_nobody_gives_himself_a_post(self, world, commune, province):
        for admin in (commune, province):
            with pytest.raises(Forbidden):
                services.give_post(by=principal_for(admin), user=admin, post=new_post(world), at=timezone.now())

    def test_roles_of_the_province_are_given_by_the_province(self, world, commune, province, specialist):
        for role in (Role.PROVINCE_ADMIN, Role.AUDITOR, Role.PROCEDURE_CONTROLLER, Role.INTEGRATION):
            with pytest.raises(Forbidden):
                services.give_post(
                    by=principal_for(commune), user=specialist, post=new_post(world, role=role), at=timezone.now()
                )
        given = services.give_post(
            by=principal_for(province), user=specialist, post=new_post(world, role=Role.AUDITOR), at=timezone.now()
        )
        assert given.role == Role.AUDITOR

    def test_the_same_post_is_not_given_twice_at_one_time(self, world, commune, specialist):
        office = world.organ(world.mai_phu, "office")
        with pytest.raises(Invalid) as refused:
            services.give_post(
                by=principal_for(commune), user=specialist, post=new_post(world, organ_id=office), at=timezone.now()
            )
        assert "đã giữ chức vụ đó" in refused.value.errors[0]["message"]

    def test_an_organ_of_another_unit_is_refused(self, world, commune, specialist):
        elsewhere = world.organ(world.thach_khe, "office")
        with pytest.raises(Invalid):
            services.give_post(
                by=principal_for(commune), user=specialist, post=new_post(world, organ_id=elsewhere), at=timezone.now()
            )

    def test_a_post_may_be_given_ahead_and_works_from_its_day(self, world, commune, specialist):
        start = timezone.now() + timedelta(days=3)
        services.give_post(
            by=principal_for(commune),
            user=specialist,
            post=new_post(world, role=Role.CHAIR, since=start),
            at=timezone.now(),
        )
        assert not principal_for(specialist).has(Role.CHAIR)
        assert principal_for(specialist, start).has(Role.CHAIR)

    def test_a_post_ends_from_a_day_with_its_decision(self, world, commune, specialist):
        post, at = specialist.posts.get(), timezone.now()
        services.end_post(
            by=principal_for(commune), post_id=post.pk, ends_at=at + timedelta(days=1), decision="QĐ 9", at=at
        )
        assert principal_for(specialist, at).has(Role.SPECIALIST)
        assert not principal_for(specialist, at + timedelta(days=1)).has(Role.SPECIALIST)
        [entry] = journal.timeline(world.province.id, "account", specialist.pk)
        assert (entry.verb, entry.data["ending_decision"]) == ("post_ended", "QĐ 9")

    def test_an_ended_post_stays_ended(self, world, commune, specialist):
        post, at = specialist.posts.get(), timezone.now()
        services.end_post(by=principal_for(commune), post_id=post.pk, ends_at=at, decision="", at=at)
        with pytest.raises(MoveNotAllowed):
            services.end_post(
                by=principal_for(commune), post_id=post.pk, ends_at=at, decision="", at=at + timedelta(minutes=1)
            )

    def test_ending_a_post_never_makes_it_longer(self, world, commune, specialist):
        post, at = specialist.posts.get(), timezone.now()
        by = principal_for(commune)
        services.end_post(by=by, post_id=post.pk, ends_at=at + timedelta(days=3), decision="", at=at)
        with pytest.raises(Invalid) as refused:
            services.end_post(by=by, post_id=post.pk, ends_at=at + timedelta(days=9), decision="", at=at)
        assert refused.value.errors[0]["field"] == "ends_on"
        assert not principal_for(specialist, at + timedelta(days=3)).has(Role.SPECIALIST)

    def test_a_last_day_at_the_end_of_all_calendars_is_refused_in_words(self, commune, specialist):
        sent = {"unit_code": "18583", "role": Role.SPECIALIST, "since": "01/12/2026", "until": "31/12/9999"}
        answer = sign_in(Client(), commune).post(f"/quan-tri/tai-khoan/{specialist.uid}/giao-chuc-vu/", sent)
        assert answer.status_code == 422
        assert "Ngày này không có thật" in answer.content.decode()

    def test_posts_elsewhere_are_as_if_they_did_not_exist(self, world, commune, specialist):
        other = give_post(world, specialist, Role.SPECIALIST, world.thach_khe)
        with pytest.raises(NotFound):
            services.end_post(
                by=principal_for(commune), post_id=other.pk, ends_at=timezone.now(), decision="", at=timezone.now()
            )
        address = f"/quan-tri/tai-khoan/{specialist.uid}/chuc-vu/{other.pk}/ket-thuc/"
        assert sign_in(Client(), commune).post(address, {}).status_code == 404

    def test_a_unit_administrator_does_not_end_a_post_of_the_province(self, world, commune, specialist):
        post = give_post(world, specialist, Role.AUDITOR, world.mai_phu)
        with pytest.raises(Forbidden):
            services.end_post(
                by=principal_for(commune), post_id=post.pk, ends_at=timezone.now(), decision="", at=timezone.now()
            )


class TestHandingOver:
    """Whoever sets a password can act as that person."""

    def test_a_reset_ends_sessions_and_tokens(self, world, commune, specialist):
        browser, headers = sign_in(Client(), specialist), bearer(specialist)
        services.reset_password(by=principal_for(commune), user=specialist, at=timezone.now())
        assert browser.get("/tai-khoan/bao-mat/").status_code == 302
        assert Client().get("/api/v1/dossiers", headers=headers).status_code == 401
        assert ("password_reset", commune.pk) in journalled(world, specialist)

    def test_not_over_somebody_who_works_elsewhere_too(self, world, commune, province, specialist):
        give_post(world, specialist, Role.SPECIALIST, world.thach_khe)
        with pytest.raises(Forbidden):
            services.reset_password(by=principal_for(commune), user=specialist, at=timezone.now())
        assert services.reset_password(by=principal_for(province), user=specialist, at=timezone.now())

    def test_not_over_somebody_who_moved_away(self, world, commune, specialist):
        Post.objects.filter(user=specialist).update(valid=(LONG_AGO, timezone.now() - timedelta(days=1)))
        give_post(world, specialist, Role.CHAIR, world.thach_khe, since=timezone.now() - timedelta(hours=1))
        assert not permissions.may_hand_over(principal_for(commune), specialist, timezone.now())

    def test_not_over_somebody_appointed_elsewhere_for_tomorrow(self, world, commune, specialist):
        give_post(world, specialist, Role.CHAIR, world.thach_khe, since=timezone.now() + timedelta(days=1))
        assert not permissions.may_hand_over(principal_for(commune), specialist, timezone.now())

    def test_over_somebody_whose_last_post_was_here(self, world, commune, specialist):
        Post.objects.filter(user=specialist).update(valid=(LONG_AGO, timezone.now() - timedelta(days=1)))
        assert permissions.may_hand_over(principal_for(commune), specialist, timezone.now())

    def test_never_over_oneself_citizens_or_an_administrator_of_the_province(self, world, commune, province):
        give_post(world, province, Role.SPECIALIST, world.mai_phu)
        for user in (commune, make_citizen(), province):
            assert not permissions.may_hand_over(principal_for(commune), user, timezone.now())

    def test_closing_and_reopening(self, world, commune, specialist):
        client, browser = sign_in(Client(), commune), sign_in(Client(), specialist)
        client.post(f"/quan-tri/tai-khoan/{specialist.uid}/khoa/")
        assert browser.get("/tai-khoan/bao-mat/").status_code == 302
        client.post(f"/quan-tri/tai-khoan/{specialist.uid}/mo-lai/")
        assert sign_in(Client(), specialist).get("/tai-khoan/bao-mat/").status_code == 200
        assert [verb for verb, _ in journalled(world, specialist)] == ["sessions_ended", "closed", "reopened"]

    def test_ending_sessions(self, commune, specialist):
        sign_in(Client(), specialist)
        sign_in(Client(), commune).post(f"/quan-tri/tai-khoan/{specialist.uid}/ket-thuc-phien/")
        assert not Session.objects.filter(user=specialist).exists()


def test_the_landing_page_shows_what_each_role_may_open(world, commune, province):
    own = sign_in(Client(), commune).get("/quan-tri/").content.decode()
    assert "/quan-tri/tai-khoan/" in own
    controller = make_official(world, "hatinh.kiemsoat", Role.PROCEDURE_CONTROLLER, world.province)
    other = sign_in(Client(), controller).get("/quan-tri/")
    assert other.status_code == 200
    assert "/quan-tri/tai-khoan/" not in other.content.decode()
