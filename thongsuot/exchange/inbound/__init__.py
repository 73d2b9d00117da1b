"""Chiều vào: what other systems tell us, stored as it came, then understood.

`storing` keeps the raw text in a transaction of its own; `reading` turns it into `Told` by the mapping of its day;
`attachments` brings the files, outside transactions; `understanding` does the act in a second transaction by the services
of dossiers, or says by a stable code (`causes`) why not and what to do. Nothing is dropped.
"""
