"""What a student's code finds in the place of a module of `convcourse` that the assignment asks it to write."""

raise ImportError(
    "This module holds what the assignment asks for. It is switched off while you are graded: write it yourself."
)
