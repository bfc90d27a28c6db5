"""Files that people bring: examined before anything is kept, kept by what is in them, and given out again.

`examining` is pure but for reading the one file; `aside` runs it in a process of its own that can be killed. `vault`
keeps bytes under their SHA-256, `shelf` keeps what the bureau knows about each. The doors' side is `web/uploads.py`.
"""
