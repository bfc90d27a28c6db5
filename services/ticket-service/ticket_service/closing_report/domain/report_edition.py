"""One edition of the closing report's form, as the office left it: by whom, when and why."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEdition:
    """Numbered from 1; 0 is the form with which the service was started. Its bytes lie in the vault under `sha256`."""

    edition: int
    name: str
    size: int
    sha256: str
    reason: str
    amended_by: str
    amended_by_name: str
    amended_at: datetime
