"""The cut-down style sheet has every class of Bootstrap that a page of ours uses."""

import subprocess
import sys

from django.conf import settings


def test_no_class_in_use_was_cut_away():
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, str(settings.BASE_DIR / "scripts/cut_look.py"), "--check"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
