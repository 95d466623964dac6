"""What a student has written, as it may stand in the instructor's log and in names of files."""

import re

# what acts on a terminal, ends a line, turns the direction of writing, or is half a character
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str, most: int = 80) -> str:
    """The text on one line, without codes that act on a terminal, and no longer than `most` characters."""
    return CONTROLS.sub("?", text[:most]) + ("..." if len(text) > most else "")
