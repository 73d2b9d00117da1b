"""Three provinces in three installations, exported once a session of tests; what arrives is a copy each test may spoil."""
