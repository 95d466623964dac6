"""The integrity report: which submissions of an assignment are more alike than independent work is."""
