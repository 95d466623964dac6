"""What makes a plain `nbgrader ...` at the repository's root use the course's layout.

nbgrader calls its folders source, release, submitted, autograded and feedback; here they are
solutions/ (kept), assignments/ (handed out), and the rest under autograder/.
"""

import sys
from pathlib import Path

from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.preprocessors import Execute

# The grader is not installed (students install this project too): it runs from the checkout.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from autograder.engine.execute import HardenedExecute
from autograder.engine.feedback import FILTERS, CutHiddenTests
from autograder.engine.folders import MarkComplete, take_empty_folders
from autograder.engine.mend import Mend
from autograder.engine.reading import SubmissionReader
from autograder.intake import SubmissionCollector, SubmissionExtractor
from autograder.release import CheckMarkers

c = get_config()  # noqa: F821 (nbgrader supplies it)

c.CourseDirectory.course_id = "convcourse"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
c.CourseDirectory.submitted_directory = "autograder/submitted"
c.CourseDirectory.autograded_directory = "autograder/autograded"
c.CourseDirectory.feedback_directory = "autograder/feedback"
c.CourseDirectory.db_url = "sqlite:///autograder/gradebook.db"

# Release: a misspelt marker stops it before anything is written (autograder/release.py).
c.GenerateAssignment.preprocessors = [CheckMarkers, *GenerateAssignment().preprocessors]

# Intake: what Moodle, Canvas and Colab hand over (autograder/intake.py).
c.ZipCollectApp.downloaded_directory = "autograder/downloaded"
c.ZipCollectApp.extractor_plugin = SubmissionExtractor
c.ZipCollectApp.collector_plugin = SubmissionCollector

# Grading: nothing that a student hands in stops the class (autograder/engine/).
c.Autograde.exporter_class = SubmissionReader
c.Autograde.sanitize_preprocessors = [Mend, *Autograde().sanitize_preprocessors]
steps = [HardenedExecute if step is Execute else step for step in Autograde().autograde_preprocessors]
c.Autograde.autograde_preprocessors = [*steps, MarkComplete]

take_empty_folders()

# Feedback, and the form grader's pages: without the hidden tests, and with nothing of a student's that runs.
c.GenerateFeedback.preprocessors = [CutHiddenTests, *GenerateFeedback().preprocessors]
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = FILTERS
