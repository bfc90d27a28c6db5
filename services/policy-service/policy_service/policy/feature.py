"""The kernel: what all features of the service share of pages and files."""

from pathlib import Path
from typing import Final

from gongkai.files.blob_store import open_vault
from gongkai.runtime.service import Feature

POLICY: Final = Feature(
    name="policy",
    templates=Path(__file__).with_name("templates"),
    resources=(open_vault,),
)
