"""Cơ sở dữ liệu thử: the template trick itself."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_runs_in_a_clone_of_the_template():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE starts_with(datname, 'thongsuot_template_')")
        assert cursor.fetchone()[0] >= 1
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'dossiers'")
        assert cursor.fetchone()[0] >= 1


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_may_fill_the_journal_first():
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_append(42, 'probe', 1, 'written', now(), NULL, NULL, '{}')")
        cursor.execute("SELECT count(*) FROM common_journalentry")
        assert cursor.fetchone()[0] == 1


@pytest.mark.django_db(transaction=True)
def test_and_the_next_one_finds_it_empty_again():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM common_journalentry")
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = 'journal_no_truncate'")
        assert cursor.fetchone()[0] == "O"
