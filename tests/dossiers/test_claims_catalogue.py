"""Hỏi một lần và danh mục: what a database is said to answer is what the paper of that code is."""

import yaml

from thongsuot.procedures.load import reference_files

IDENTITY = ("căn cước", "tùy thân", "hộ chiếu", "số định danh")


def test_codes_answered_by_the_population_database_are_identity_papers():
    """`reference/databases.yaml` answers every code that ends in -TT; another paper must not end so."""
    wrong = []
    for path in reference_files():
        source = yaml.safe_load(path.read_text())
        for paper in source["components"]:
            if str(paper["code"]).endswith("-TT") and not any(word in paper["name"].lower() for word in IDENTITY):
                wrong.append(f"{paper['code']}: {paper['name']}")
    assert not wrong
