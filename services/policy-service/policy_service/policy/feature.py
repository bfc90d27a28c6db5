"""The kernel: what all features of the service share of pages and files."""

from pathlib import Path
from typing import Final

from gongkai.runtime.blobs import open_blob_store
from gongkai.runtime.service import Feature

POLICY: Final = Feature(
    name="policy",
    templates=Path(__file__).with_name("templates"),
    resources=(open_blob_store,),
)
