"""The ingress of the four services: which first word of a path leads to which of them."""

from collections.abc import Iterator, Sequence
from typing import Final

from gongkai.runtime.service import Service

HEAD: Final = """\
# Made by `make docs` from the services' path segments; longest prefix wins.
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: gongkai
spec:
  tls:
    - hosts: [gongkai.example]
      secretName: gongkai-tls
  rules:
    - host: gongkai.example
      http:
        paths:
"""


def ingress(services: Sequence[Service]) -> str:
    """deploy/k8s/base/ingress.yaml. A service's business health is for the ops page, which asks inside the cluster."""
    return HEAD + "".join(
        f"          - {{path: {path}, pathType: {kind}, "
        f"backend: {{service: {{name: {service.name}-api, port: {{name: http}}}}}}}}\n"
        for service in services
        for segment in service.segments
        if segment != f"{service.name}-service"
        for path, kind in paths_of(segment)
    )


def paths_of(segment: str) -> Iterator[tuple[str, str]]:
    """The paths of one segment: REST, desk and citizen's pages; the empty one is the first page only."""
    if not segment:
        yield "/", "Exact"
        return
    yield from ((f"{before}/{segment}", "Prefix") for before in ("/api/v1", "/desk", ""))
