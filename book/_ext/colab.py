"""Badges that open a notebook in Colab, drawn by the book itself: Colab's own picture would be fetched from Colab."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

PICTURE = "https://colab.research.google.com/assets/colab-badge.svg"


class DrawBadges(SphinxTransform):
    default_priority = 200

    def apply(self) -> None:
        for image in list(self.document.findall(nodes.image)):
            if image["uri"] == PICTURE:
                image.replace_self(nodes.inline("", image["alt"], classes=["colab-badge"]))


def setup(app: Sphinx) -> dict:
    app.add_transform(DrawBadges)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
