"""Questions to the dossiers: one dossier, lists of a unit, overviews."""
