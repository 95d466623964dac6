load_subconfig("autograder/nbgrader_config.py")  # noqa: F821 (nbgrader supplies it)
