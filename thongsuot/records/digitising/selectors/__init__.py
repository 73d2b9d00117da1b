"""Questions about batches; each says how many statements it takes."""
