"""What all pages of the site have in common."""

from html import escape

CLASSES = {kind: f'class="{kind[0]}"' for kind in ("keyword", "string", "number", "comment", "definition")}
_PAGES = (
    ("index.html", "Rules"),
    ("usage.html", "Usage"),
    ("configuration.html", "Configuration"),
    ("changelog.html", "Changelog"),
)


def framed(name: str, title: str, body: str, head: str = "") -> str:
    """Put the body of a page into its frame; `name` is the page's path in the site."""
    up = "../" * name.count("/")
    links = "".join(_link(up, page, text, here=page == name) for page, text in _PAGES)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n<link rel="icon" href="data:,">\n'
        f'<link rel="stylesheet" href="{up}style.css">\n{head}</head>\n<body>\n'
        '<a class="skip" href="#content">To the content</a>\n'
        f'<header><strong>rulekit</strong><nav aria-label="Pages">{links}</nav></header>\n'
        f'<main id="content">\n{body}\n</main>\n</body>\n</html>\n'
    )


def _link(up: str, page: str, text: str, *, here: bool) -> str:
    current = ' aria-current="page"' if here else ""
    return f'<a href="{up}{page}"{current}>{text}</a>'
