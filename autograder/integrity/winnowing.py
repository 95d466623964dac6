"""Winnowing: which passages two texts share (Schleimer, Wilkerson and Aiken, SIGMOD 2003; section 3).

A text's fingerprints are hashes of runs of K tokens, of which each window of WINDOW neighbours keeps the smallest. So
every common passage of K + WINDOW - 1 tokens is found, and none shorter than K. Passages that the assignment itself
hands out, or that many of the class have, are masked: they say nothing about two students.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, product

K = 12
WINDOW = 5
REPEATS = 8  # so many places of a passage that repeats within a text are looked at
COMMON = 10  # a passage that more than so many students have (or a tenth of the class, if that is more) is common


@dataclass(frozen=True)
class Passage:
    """`length` tokens from `left` in one text that are those from `right` in the other."""

    left: int
    right: int
    length: int


@dataclass(frozen=True)
class Pair:
    """Two students and the passages that they share; `share` is of the shorter one's own tokens."""

    first: str
    second: str
    passages: tuple[Passage, ...]
    tokens: int
    share: float


def runs(kinds: list[str]) -> list[int]:
    """The hash of the K tokens from each position on."""
    return [_hash(kinds[at : at + K]) for at in range(len(kinds) - K + 1)]


def _hash(kinds: list[str]) -> int:
    return int.from_bytes(hashlib.blake2b("\n".join(kinds).encode(), digest_size=8).digest(), "big")


def fingerprints(hashes: list[int | None]) -> dict[int, int]:
    """Hash -> position, for the smallest hash of each window (the rightmost of equals); None is never chosen."""
    chosen: dict[int, int] = {}
    for start in range(max(len(hashes) - WINDOW + 1, min(1, len(hashes)))):
        window = [(value, -at) for at, value in enumerate(hashes[start : start + WINDOW], start) if value is not None]
        if window:
            value, at = min(window)
            chosen[value] = -at
    return chosen


def compare(
    texts: dict[str, list[str]], given: Iterable[list[str]], least_share: float, least_tokens: int, most: int = 200
) -> list[Pair]:
    """The most similar pairs, the most similar first.

    texts         student -> kinds of the tokens
    given         texts that everybody has
    least_share   pairs below this share of common tokens are left out, and so are
    least_tokens  pairs with fewer common tokens
    most          so many pairs at most
    """
    masked = {value for text in given for value in runs(text)}
    hashes = {student: runs(kinds) for student, kinds in texts.items()}
    counts = Counter(value for values in hashes.values() for value in set(values))
    limit = max(COMMON, len(texts) / 10)
    masked |= {value for value, count in counts.items() if count > limit}
    own = {student: _own(len(texts[student]), values, masked) for student, values in hashes.items()}

    owners = defaultdict(list)
    for student, values in hashes.items():
        for value in fingerprints([None if value in masked else value for value in values]):
            owners[value].append(student)
    shared = Counter(pair for students in owners.values() for pair in combinations(sorted(students), 2))

    pairs = []
    for (first, second), count in shared.most_common():
        if count * (K + WINDOW) < least_tokens:
            break
        passages = _passages(texts[first], texts[second], own[first], own[second], hashes[first], hashes[second])
        common = sum(passage.length for passage in passages)
        share = common / max(1, min(sum(own[first]), sum(own[second])))
        if share >= least_share and common >= least_tokens:
            pairs.append(Pair(first, second, tuple(passages), common, share))
    return sorted(pairs, key=lambda pair: (-pair.share, -pair.tokens, pair.first))[:most]


def _own(length: int, hashes: list[int], masked: set[int]) -> list[bool]:
    """For each token: it is in no masked run, and in one that is long enough to be compared."""
    free = [True] * length
    for at, value in enumerate(hashes):
        if value in masked:
            free[at : at + K] = [False] * K
    own = [False] * length
    for at in range(len(hashes)):
        if all(free[at : at + K]):
            own[at : at + K] = [True] * K
    return own


def _passages(
    left: list[str],
    right: list[str],
    own_left: list[bool],
    own_right: list[bool],
    at_left: list[int],
    at_right: list[int],
) -> list[Passage]:
    """Common passages of K own tokens and more that do not overlap, the longest first chosen (greedy tiling)."""
    places_left, places_right = _places(at_left), _places(at_right)
    found = set()
    for value in places_left.keys() & places_right.keys():
        for i, j in product(places_left[value], places_right[value]):
            if i and j and at_left[i - 1] == at_right[j - 1] and own_left[i - 1] and own_right[j - 1]:
                continue  # not where the passage begins
            length = 0
            while (
                i + length < len(left)
                and j + length < len(right)
                and left[i + length] == right[j + length]
                and own_left[i + length]
                and own_right[j + length]
            ):
                length += 1
            if length >= K:
                found.add(Passage(i, j, length))
    free_left, free_right = own_left.copy(), own_right.copy()
    tiles = []
    for passage in sorted(found, key=lambda passage: (-passage.length, passage.left, passage.right)):
        for tile in _still_free(passage, free_left, free_right):
            i, j = slice(tile.left, tile.left + tile.length), slice(tile.right, tile.right + tile.length)
            free_left[i] = free_right[j] = [False] * tile.length
            tiles.append(tile)
    return sorted(tiles, key=lambda passage: passage.left)


def _still_free(passage: Passage, free_left: list[bool], free_right: list[bool]) -> list[Passage]:
    """The parts of a passage, of K tokens and more, that no chosen one covers on either side."""
    parts, start = [], 0
    for at in range(passage.length + 1):
        if at == passage.length or not (free_left[passage.left + at] and free_right[passage.right + at]):
            if at - start >= K:
                parts.append(Passage(passage.left + start, passage.right + start, at - start))
            start = at + 1
    return parts


def _places(hashes: list[int]) -> dict[int, list[int]]:
    """Hash -> the first places where it stands."""
    places = defaultdict(list)
    for at, value in enumerate(hashes):
        if len(places[value]) < REPEATS:
            places[value].append(at)
    return places
