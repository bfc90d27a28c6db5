"""Privacy and secrecy: what in a text must not go public, found and masked before anybody outside reads it. Pure.

`masking` makes the public rendition of a text, `secrecy` finds what holds a text back. Both take a text and return
places in it; who may publish, unmask or clear a mark is decided elsewhere. `open_matters.toml` and `words.toml` are
the office's to edit.
"""
