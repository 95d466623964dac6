"""Partial credit, said explicitly. A test cell's last expression is never taken for points by this grader."""

given: list[float] = []  # of the test cell that runs now
notes: list[str] = []  # sentences for the student, shown with its result, from a hidden part too


def partial(points: float) -> float:
    """Give this many of the cell's points instead of all of them (an exception still gives none).

    The last call in a cell counts. As the last line of a test cell it means the same to plain nbgrader, which takes
    that line's value for the score.
    """
    given.append(float(points))
    return float(points)
