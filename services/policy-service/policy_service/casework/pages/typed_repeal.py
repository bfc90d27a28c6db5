"""The form by which the office repeals a public policy."""

from datetime import date
from typing import Annotated

from gongkai.fields.body import Body
from gongkai.fields.text import Prose
from policy_service.policy.domain.validity import ActKind
from policy_service.publication.usecases.repeal_policy import Repeal


class TypedRepeal(Body):
    """What the office decided; the reason has a name of its own beside that of a withdrawal."""

    act: ActKind
    on: date
    repeal_reason: Annotated[str, Prose(500)]

    def repeal(self) -> Repeal:
        """As the use case takes it."""
        return Repeal(act=self.act, on=self.on, reason=self.repeal_reason)
