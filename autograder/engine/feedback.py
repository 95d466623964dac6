"""Feedback that does not leak: hidden tests are cut from the pages that students read."""

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.engine.trusted import hidden_lines

CUT = "# (hidden tests are not shown)"


class CutHiddenTests(NbGraderPreprocessor):
    """The first step of `GenerateFeedback.preprocessors`."""

    def preprocess_cell(
        self, cell: nbformat.NotebookNode, resources: ResourcesDict, index: int
    ) -> tuple[nbformat.NotebookNode, ResourcesDict]:
        hidden = hidden_lines(cell.source)
        if hidden:
            lines = cell.source.split("\n")
            kept = [line for number, line in enumerate(lines, start=1) if number not in hidden]
            cell.source = "\n".join([*kept, CUT])
        return cell, resources
