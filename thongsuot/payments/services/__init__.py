"""Việc về tiền: each verb one transaction; the dossier is locked first, then tries to pay, then the cash book."""
