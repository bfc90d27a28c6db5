"""The edge application and clients at its door."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from gongkai.identity.issuer import LocalIssuer
from tests.service.http.edges import CLERK, at_the_door, edge_app, issuer_in


@pytest.fixture
def issuer(tmp_path: Path) -> LocalIssuer:
    """Gives tokens in this test."""
    return issuer_in(tmp_path)


@pytest.fixture
def edge(issuer: LocalIssuer) -> FastAPI:
    """The small application."""
    return edge_app(issuer)


@pytest.fixture
async def anybody(edge: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client without any proof."""
    async with at_the_door(edge) as client:
        yield client


@pytest.fixture
async def clerk(edge: FastAPI, issuer: LocalIssuer) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a clerk's token."""
    async with at_the_door(edge, Authorization=f"Bearer {issuer.token(CLERK)}") as client:
        yield client
