"""What makes a plain `nbgrader ...` at the repository's root use the course's layout.

nbgrader calls its folders source, release, submitted, autograded and feedback; `Layout` in DESIGN order:
solutions/ (kept), assignments/ (handed out), and the rest under autograder/.
"""

c = get_config()  # noqa: F821 (nbgrader supplies it)

c.CourseDirectory.course_id = "convcourse"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
c.CourseDirectory.submitted_directory = "autograder/submitted"
c.CourseDirectory.autograded_directory = "autograder/autograded"
c.CourseDirectory.feedback_directory = "autograder/feedback"
c.CourseDirectory.db_url = "sqlite:///autograder/gradebook.db"
