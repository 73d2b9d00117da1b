"""Questions of the room: what waits and is stuck, what a dossier has sent, where the books differ."""
