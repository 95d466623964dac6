"""Make convcourse/data/chelsea.png from scikit-image's photograph: `python tools/photograph.py`.

Chelsea the cat, by Stefan van der Walt, CC0 (no copyright restrictions), as scikit-image's skimage.data.chelsea says.
"""

from pathlib import Path

import skimage.data
from PIL import Image

SIDE = 96  # pixels; small enough that a demo's frames stay light

if __name__ == "__main__":
    face = skimage.data.chelsea()[20:260, 110:350]
    small = Image.fromarray(face).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    small.save(Path(__file__).parent.parent / "convcourse" / "data" / "chelsea.png", optimize=True)
