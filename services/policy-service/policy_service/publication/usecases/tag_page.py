"""The page tags of a policy's page on this portal, as it was set."""

from policy_service.publication.domain.edition import Edition
from policy_service.publication.domain.page_tags import Site, tags_of
from policy_service.settings import PolicySettings


def tag_page(edition: Edition, settings: PolicySettings) -> dict[str, str]:
    return tags_of(edition, site_of(settings), settings.public_url + edition.path)


def site_of(settings: PolicySettings) -> Site:
    """The website and its column."""
    return Site(
        name=settings.site_name,
        domain=settings.site_domain,
        id_code=settings.site_id_code,
        column_name=settings.column_name,
        column_description=settings.column_description,
        column_keywords=settings.column_keywords,
        column_type=settings.column_type,
    )
