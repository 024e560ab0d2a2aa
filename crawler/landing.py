"""What another site's page says of itself: kept instead of its body."""

from checks.tree import tree_of
from crawler.asking import Answer
from crawler.charset import decode

TITLE_KEPT = 200
WORDS_KEPT = 400


def landing(answer: Answer) -> dict[str, str]:
    """Title, and keywords with description, of the beginning of a page."""
    tree = tree_of(decode(answer.body, answer.content_type).html)
    title = tree.css_first("title")
    words = [
        node.attributes.get("content") or ""
        for node in tree.css('meta[name="keywords" i], meta[name="description" i]')
    ]
    told = {
        "title": " ".join((title.text() if title else "").split())[:TITLE_KEPT],
        "words": " ".join(" ".join(words).split())[:WORDS_KEPT],
    }
    if not any(told.values()) and tree.body is not None:
        told["words"] = " ".join((tree.body.text(separator=" ") or "").split())[:WORDS_KEPT]
    return {name: value for name, value in told.items() if value}
