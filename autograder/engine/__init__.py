"""What runs behind a plain `nbgrader autograde`, plugged in at nbgrader's own configuration points."""
