"""What instructors run: release, intake, grading and feedback. Students never receive this package."""
