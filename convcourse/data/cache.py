"""Where data sets are kept once they were fetched."""

import os
from pathlib import Path


def folder() -> Path:
    """~/.cache/convcourse, or $CONVCOURSE_CACHE. It may not exist yet."""
    return Path(os.environ.get("CONVCOURSE_CACHE", Path.home() / ".cache" / "convcourse"))
