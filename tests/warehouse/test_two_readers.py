"""Two workers that read the news at once, and one that dies: nothing is counted twice, nothing is lost."""

from threading import Thread

import pytest
from django.db import connection, transaction

from tests.factories.dossiers import submit
from tests.warehouse.plain import by_hand, by_sums
from thongsuot.warehouse import handlers, services
from thongsuot.warehouse.models import DossierFact

pytestmark = pytest.mark.django_db(transaction=True)


def test_workers_at_the_same_time_and_a_rebuild_between_them(office):
    for _time in range(6):
        submit(office)
    faults: list[BaseException] = []

    def work(act):
        try:
            for _time in range(5):
                act()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    acts = [lambda: handlers.follow_dossiers(2), lambda: handlers.follow_dossiers(3), services.rebuild]
    workers = [Thread(target=work, args=(act,)) for act in acts]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert not faults, faults
    while handlers.follow_dossiers():
        pass
    assert by_sums() == by_hand()
    assert DossierFact.objects.count() == 6


def test_a_worker_killed_in_the_middle_leaves_nothing_half_done(office):
    code = submit(office).dossier
    with transaction.atomic():  # as the database undoes what a killed worker had begun
        services.refresh(province_id=code.province_id, dossier_ids=[code.pk])
        transaction.set_rollback(True)
    assert not DossierFact.objects.exists()
    while handlers.follow_dossiers():
        pass
    assert by_sums() == by_hand()
