"""What axe-core, the usual checker of barriers, says of a part of a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

HARD = ("serious", "critical")


def serious(page: Page, where: str) -> list[str]:
    """List the barriers that are serious, each with the first element that has it."""
    found = Axe().run(page, context=where).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in HARD]
