"""Gói tin hồ sơ (SIP, AIP, DIP): a BagIt bag in a zip, signed, readable and verifiable without this software."""
