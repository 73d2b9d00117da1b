"""Quy tắc khớp với việc hay không: pure reading of addresses, villages and parcels; asks no table and no clock.

Nothing is guessed: what fits two ways, or fits only after marks were thrown away while another rule fits so too, is left to people.
"""
