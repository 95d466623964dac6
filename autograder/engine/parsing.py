"""Python's parser, one thread at a time.

CPython 3.11 counts the depth of the tree under construction once for the whole interpreter, not once for each thread:
two threads that parse at the same time can end in "SystemError: AST constructor recursion depth mismatch".
"""

import ast
import threading

_lock = threading.Lock()


def parse(source: str) -> ast.Module:
    """As ast.parse, safe in threads. raises SyntaxError"""
    with _lock:
        return ast.parse(source)
