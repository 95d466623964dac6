"""What the chapters and assignments of *Convolutional Networks, Worked Out* import.

Importing this package needs NumPy, matplotlib and ipywidgets only: Keras is imported inside the functions
that use it, so that the demos run where TensorFlow cannot (a browser).
"""
