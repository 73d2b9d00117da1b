"""Nhiều tỉnh về một nhà: a province leaves one installation in a package and goes on working in another.

`decisions` says for every table of every room what becomes of it; `packing` writes the package, `envelope` is its
format (docs/package.md), `arriving` and its neighbours take it in.
"""
