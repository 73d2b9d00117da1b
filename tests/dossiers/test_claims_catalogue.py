"""Hỏi một lần và danh mục: what a database is said to answer is what the paper of that code is."""

import yaml

from thongsuot.procedures.load import reference_files

IDENTITY = ("căn cước", "tùy thân", "hộ chiếu", "số định danh")


def test_codes_answered_by_the_population_database_are_identity_papers():
    """`reference/databases.yaml` answers every code that ends in -TT; another paper must not end so."""
    papers = [paper for path in reference_files() for paper in yaml.safe_load(path.read_text())["components"]]
    answered = [paper for paper in papers if str(paper["code"]).endswith("-TT")]
    assert len(answered) > 10
    assert not [p["code"] for p in answered if not any(word in p["name"].lower() for word in IDENTITY)]
