"""Dựng cơ sở dữ liệu trống: what migrating without drawing models anew left behind is what the models say."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.state import ProjectState

from config.run.first_migration import models_drawn_once

pytestmark = pytest.mark.django_db


def names(query):
    """What a query of the catalogue finds."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return set(cursor.fetchall())


def managed():
    """Models with tables of their own."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def test_every_index_and_constraint_of_the_models_stands_in_the_database():
    found = {name for (name,) in names("SELECT relname FROM pg_class UNION SELECT conname FROM pg_constraint")}
    wanted = {one.name for model in managed() for one in (*model._meta.indexes, *model._meta.constraints)}
    assert len(wanted) > 100
    assert not wanted - found


def test_every_column_of_the_models_stands_in_the_database():
    found = names("SELECT table_name::text, column_name::text FROM information_schema.columns")
    wanted = {
        (model._meta.db_table, field.column) for model in managed() for field in model._meta.local_concrete_fields
    }
    assert not wanted - found


def test_every_foreign_key_of_the_models_stands_in_the_database():
    found = names(
        "SELECT c.relname::text, a.attname::text, t.relname::text FROM pg_constraint k"
        " JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(k.conkey) WHERE k.contype = 'f'"
    )
    wanted = {
        (model._meta.db_table, field.column, field.remote_field.model._meta.db_table)
        for model in managed()
        for field in model._meta.local_concrete_fields
        if field.is_relation and field.db_constraint
    }
    assert len(wanted) > 50
    assert not wanted - found


def test_django_is_left_as_it_was():
    before = ProjectState.add_model, ProjectState.reload_model
    with models_drawn_once():
        assert ProjectState.add_model is not before[0]
    assert (ProjectState.add_model, ProjectState.reload_model) == before
