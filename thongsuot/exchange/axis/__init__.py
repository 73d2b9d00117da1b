"""Trục liên thông văn bản: documents to and from other offices as edXML, over a transport that can be exchanged.

The national axis itself was never reached: what stands here follows public descriptions and samples of the format, and
was tried against our own simulator only (docs/decisions/the-axis-was-never-reached.md).
"""
