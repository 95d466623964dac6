"""Expected values for hidden tests, from SciPy and numerical gradients; one module an assignment."""
