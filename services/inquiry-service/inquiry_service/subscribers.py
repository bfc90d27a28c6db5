"""Which event wakes which use case; the whole list, and nothing but the list."""

from gongkai.events.policy import PolicyPublished, PolicyWithdrawn
from gongkai.messaging.consumer import on
from inquiry_service.usecases.close_board import close_board
from inquiry_service.usecases.open_board import open_board

subscribers = (on(PolicyPublished, open_board), on(PolicyWithdrawn, close_board))
