"""Events of policies that open, amend and close their boards."""

from gongkai.events.policy import PolicyAmended, PolicyPublished, PolicyWithdrawn
from gongkai.runtime.consumer import on
from inquiry_service.boards.usecases import amend_board, close_board, open_board

subscribers = (
    on(PolicyPublished, open_board),
    on(PolicyAmended, amend_board),
    on(PolicyWithdrawn, close_board),
)
