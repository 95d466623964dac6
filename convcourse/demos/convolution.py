"""Demos of the convolution chapter: pure functions from control values to a figure and a sentence."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convcourse import data, plots

# Lecture 003, "Convolution": the 6x6 image and its two filters.
SMALL_IMAGE = np.array(
    [
        [1, 0, 0, 0, 0, 1],
        [0, 1, 0, 0, 1, 0],
        [0, 0, 1, 1, 0, 0],
        [1, 0, 0, 0, 1, 0],
        [0, 1, 0, 0, 1, 0],
        [0, 0, 1, 0, 1, 0],
    ]
)
DIAGONAL = np.array([[1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
COLUMN = np.array([[-1, 1, -1], [-1, 1, -1], [-1, 1, -1]])
# Lecture 000, "2D Convolution", and lecture 003, "Stride and padding": the sharpening kernel and its two images.
SHARPEN = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
SHARPEN_IMAGE = np.array(
    [
        [105, 102, 100, 97, 96],
        [103, 99, 103, 101, 102],
        [101, 98, 104, 102, 100],
        [99, 101, 106, 104, 99],
        [104, 104, 104, 100, 98],
    ]
)
# Lecture 003, "Three-channels image": the top left patch of each channel (with its zero border) and the kernels.
RGB_PATCH = np.array(
    [
        [[0, 0, 0], [0, 156, 155], [0, 153, 154]],
        [[0, 0, 0], [0, 167, 166], [0, 164, 165]],
        [[0, 0, 0], [0, 163, 162], [0, 160, 161]],
    ]
)
RGB_KERNELS = np.array(
    [
        [[-1, -1, 1], [0, 1, -1], [0, 1, 1]],
        [[1, 0, 0], [1, -1, -1], [1, 0, -1]],
        [[0, 1, 1], [0, 1, 0], [1, -1, 1]],
    ]
)
CHANNEL_NAMES = ("red", "green", "blue")

# Backgrounds of negative and positive products, pale enough for the page's ink on light and dark pages.
TINTS = {False: plots.ORANGE + "66", True: plots.SKY + "66"}

# Lecture 003, the table of kernels; Sobel from lecture 000.
KERNELS = {
    "identity": np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    "edges, corners": np.array([[1, 0, -1], [0, 0, 0], [-1, 0, 1]]),
    "edges, four neighbours": np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
    "edges, eight neighbours": np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    "sharpen": SHARPEN,
    "box blur": np.ones((3, 3)) / 9,
    "Gaussian blur": np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16,
    "Sobel, left to right": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "Sobel, top to bottom": np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
}


def slide_kernel(step: int, kernel: str = "diagonal") -> tuple[Figure, str]:
    """The `step`-th window: the pixels it covers, the kernel, their nine products, and the outputs so far.

    kernel  "diagonal" or "column" on the 6x6 image, "sharpen" on the zero-padded 5x5 image
    """
    image, weights = {
        "diagonal": (SMALL_IMAGE, DIAGONAL),
        "column": (SMALL_IMAGE, COLUMN),
        "sharpen": (np.pad(SHARPEN_IMAGE, 1), SHARPEN),
    }[kernel]
    side = len(image) - 2
    outputs = np.full((side, side), np.nan)
    for position in range(step + 1):
        row, column = divmod(position, side)
        products = image[row : row + 3, column : column + 3] * weights
        outputs[row, column] = products.sum()

    # Two by two, so that the numbers stay legible on a phone.
    figure, axes = plots.figure(5.0, 4.9, 2, 2, width_ratios=[7, 5], height_ratios=[7, 5])
    axes = axes.ravel()
    plots.grid(axes[0], image, title="image", boxes=[(row, column, 3, 3, plots.BLUE)])
    plots.grid(axes[1], weights, title="× kernel", boxes=[(0, 0, 3, 3, plots.BLUE)])
    tints = {cell: TINTS[value > 0] for cell, value in np.ndenumerate(products) if value}
    plots.grid(axes[2], products, title="= products", boxes=[(0, 0, 3, 3, plots.BLUE)], colors=tints)
    plots.grid(axes[3], outputs, title="sums: feature map", boxes=[(row, column, 1, 1, plots.ORANGE)])
    terms = " ".join(_signed(value, plus=index > 0) for index, value in enumerate(products[products != 0]))
    added = f"{terms} = {_signed(products.sum())}" if np.count_nonzero(products) > 1 else _signed(products.sum())
    return (
        figure,
        f"The {kernel} kernel at row {row}, column {column}: the products add up to {added}, the output there.",
    )


def kernel_on_photograph(kernel: str) -> tuple[Figure, str]:
    """A kernel of the gallery, the photograph, and what the one makes of the other."""
    return _filtered(KERNELS[kernel], kernel, data.grey_photograph())


def build_a_kernel(centre: int, edge: int, corner: int) -> tuple[Figure, str]:
    """Your own kernel: one weight for the centre, one for its four neighbours, one for the four corners."""
    weights = np.array([[corner, edge, corner], [edge, centre, edge], [corner, edge, corner]], dtype=float)
    # One eye is enough to judge by, and keeps the many pictures of this demo small.
    return _filtered(weights, "your own", data.grey_photograph()[18:70, 8:60])


def any_kernel(kernel: np.ndarray, photograph: np.ndarray) -> tuple[Figure, str]:
    """All nine weights, (3, 3), and the picture, (height, width, 3), are the reader's own."""
    return _filtered(kernel, "your own", photograph @ data.LUMA)


def _filtered(weights: np.ndarray, name: str, photograph: np.ndarray) -> tuple[Figure, str]:
    total = np.round(weights.sum(), 6)  # 0.1 + 0.2 - 0.3 is 0
    # A kernel whose weights sum to something keeps the brightness when divided by it; one that sums to 0 answers to
    # change alone, and mid-grey then stands for "no change".
    scaled = weights / total if total > 0 else weights
    photograph = photograph.astype(float)
    height, width = photograph.shape[0] - 2, photograph.shape[1] - 2
    result = sum(
        scaled[row, column] * photograph[row : row + height, column : column + width]
        for row, column in np.ndindex(3, 3)
    )
    shown = result if total > 0 else result + 128
    figure, (left, middle, right) = plots.figure(7.4, 2.9, 1, 3, width_ratios=[2, 3, 3])
    plots.grid(left, np.round(weights, 3), title="kernel", form="{:.3g}")
    plots.image(middle, photograph, title="photograph", low=0, high=255)
    plots.image(right, np.clip(shown, 0, 255), title="filtered", low=0, high=255)
    rule = f"Kernel: {name}. Its weights sum to {_signed(total)}, so"
    if total > 0:
        divided = "" if np.isclose(total, 1) else ", once the result is divided by that sum"
        change = np.abs(result - photograph[1:-1, 1:-1]).mean()
        return (
            figure,
            f"{rule} flat regions keep their brightness{divided}. A pixel changes by {change:.0f} on average.",
        )
    strong = np.mean(np.abs(result) > 64)
    flat = "0, drawn as mid-grey" if total == 0 else "large negative numbers, drawn black"
    return figure, f"{rule} flat regions give {flat}. {strong:.0%} of the pixels answer with more than 64 either way."


SIGNAL = np.array([0, 0, 1, 2, 3, 3, 3, 0, 0, 1, 0, 0])
SHAPE = np.array([3, 2, 1])


def signal_1d(position: int, operation: str = "convolution") -> tuple[Figure, str]:
    """One output of a 1-D convolution, cross-correlation or autocorrelation, and a check by Fourier transform.

    position   index of the output, 0 to len(SIGNAL) + len(SHAPE) - 2 (the full result)
    operation  "convolution", "cross-correlation", "autocorrelation" (of the signal with itself)
    """
    other = SIGNAL if operation == "autocorrelation" else SHAPE
    sliding = other[::-1] if operation == "convolution" else other
    start = position - len(other) + 1  # where the sliding sequence's first element lies
    products = [
        SIGNAL[start + offset] * value if 0 <= start + offset < len(SIGNAL) else 0
        for offset, value in enumerate(sliding)
    ]
    # The convolution theorem, with room for the whole result; a correlation is a convolution with the reversed one.
    length = len(SIGNAL) + len(other) - 1
    spectrum = np.fft.rfft(SIGNAL, length) * np.fft.rfft(sliding[::-1], length)
    outputs = np.fft.irfft(spectrum, length)

    figure, (top, bottom) = plots.figure(6.4, 3.6, 2, 1, sharex=True)
    places = np.arange(len(SIGNAL))
    top.bar(places, SIGNAL, width=0.8, color=plots.SKY, label="signal")
    top.bar(start + np.arange(len(other)), sliding, width=0.4, color=plots.ORANGE, label=f"{_what(operation)}")
    top.legend(loc="upper right", frameon=False, fontsize=8)
    top.set(ylim=(0, 4.6), ylabel="value")
    bottom.bar(np.arange(position + 1) - len(other) + 1, outputs[: position + 1], width=0.8, color=plots.GREEN)
    bottom.set(xlim=(-len(other) - 0.6, length - 0.4), ylabel="output", xlabel="position of the sliding sequence")
    bottom.set_ylim(0, outputs.max() * 1.15)
    sentence = (
        f"{operation.capitalize()}, output {position}: the overlapping values multiply and add up to "
        f"{sum(products):g}; by Fourier transform it is {outputs[position]:.6f}."
    )
    return figure, sentence


def _what(operation: str) -> str:
    return {
        "convolution": "shape, reversed",
        "cross-correlation": "shape, as it is",
        "autocorrelation": "the signal itself",
    }[operation]


def output_size(size: int, kernel_size: int, stride: int, padding: int, dilation: int) -> tuple[Figure, str]:
    """Every window along one axis, and the arithmetic of how many there are."""
    extent = dilation * (kernel_size - 1) + 1
    padded = size + 2 * padding
    count = (padded - extent) // stride + 1 if extent <= padded else 0
    figure, ax = plots.figure(6.4, 2.6)
    for place in range(padded):
        real = padding <= place < padding + size
        face, line = (TINTS[True], "-") if real else ("none", "--")
        ax.add_patch(_square(place, 0, face, line))
        if real:
            ax.text(place + 0.5, 0.5, str(place - padding), ha="center", va="center", fontsize=9)
    for window in range(count):
        for tap in range(kernel_size):
            ax.add_patch(_square(window * stride + tap * dilation, -1.1 - 0.8 * window, plots.ORANGE, "-", 0.6))
    ax.set(xlim=(-0.2, 14.2), ylim=(-1.3 - 0.8 * max(count, 3), 1.3), aspect="equal")
    ax.axis("off")
    if count == 0:
        return figure, f"A window over {extent} pixels does not fit into {padded}: there is no output."
    left_over = padded - extent - (count - 1) * stride
    rest = f"; {left_over} at the end {'is' if left_over == 1 else 'are'} never visited" if left_over else ""
    sentence = (
        f"⌊({size} + 2·{padding} − {extent}) / {stride}⌋ + 1 = {count}: {count} windows, each over {extent} pixels, "
        f"{stride} apart{rest}."
    )
    return figure, sentence


def _square(x: float, y: float, face: str, line: str, height: float = 1.0) -> Rectangle:
    return Rectangle((x, y), 1, height, facecolor=face, edgecolor=plots.GREY, linestyle=line, linewidth=0.8)


def channels_and_bias(step: int) -> tuple[Figure, str]:
    """The lecture's RGB patch, channel by channel: steps 0 to 2 are the channels, 3 adds the bias of 1."""
    sums = (RGB_PATCH * RGB_KERNELS).sum(axis=(1, 2))
    figure, axes = plots.figure(6.4, 5.2, 3, 3)
    for channel, (row, name) in enumerate(zip(axes, CHANNEL_NAMES)):
        seen = channel <= step
        color = plots.BLUE if channel == step else plots.GREY
        plots.grid(row[0], RGB_PATCH[channel], title=f"{name} patch", boxes=[(0, 0, 3, 3, color)])
        plots.grid(row[1], RGB_KERNELS[channel], title=f"kernel for {name}", boxes=[(0, 0, 3, 3, color)])
        products = (RGB_PATCH * RGB_KERNELS)[channel] if seen else np.full((3, 3), np.nan)
        title = f"products: sum {_signed(sums[channel])}" if seen else "products"
        plots.grid(row[2], products, title=title)
    if step < 3:
        so_far = " ".join(_signed(value, plus=index > 0) for index, value in enumerate(sums[: step + 1]))
        return figure, f"The {CHANNEL_NAMES[step]} channel adds {_signed(sums[step])}: so far {so_far}."
    total = sums.sum() + 1
    terms = " ".join(_signed(value, plus=index > 0) for index, value in enumerate(sums))
    return figure, f"All three channels and the bias: {terms} + 1 = {_signed(total)}, one number of the feature map."


def _signed(value: float, plus: bool = False) -> str:
    """A number with a proper minus sign; with `plus`, as a further term of a sum."""
    sign = "\N{MINUS SIGN}" if value < 0 else "+" if plus else ""
    space = " " if plus else ""
    return f"{sign}{space}{abs(value):g}"
