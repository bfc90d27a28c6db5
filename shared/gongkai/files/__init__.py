"""Files that people bring: examined before they are kept, stored by their content, and given out again.

`gongkai.documents` examines a file; `examiner_process` runs it in a process that can be killed; `blob_store` keeps
bytes under their SHA-256; `file_index` knows which file belongs to what. HTTP: `gongkai.http.bodies.uploads`.
"""
