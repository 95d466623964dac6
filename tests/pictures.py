"""What every demo's picture must have."""

import re

from matplotlib.figure import Figure

from convcourse import plots


def assert_described_and_in_the_pages_ink(figure: Figure, sentence: str, end: str = ".") -> None:
    """The picture says its sentence, up to `end`, and takes the page's colour for what is black: dark pages, too."""
    svg = plots.to_svg(figure, sentence)
    assert sentence.split(end)[0].replace("'", "&#x27;") in svg
    assert "currentColor" in svg
    assert not re.search(r"(fill|stroke): ?#000000", svg)
