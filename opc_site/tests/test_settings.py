"""Production refuses to start with what would make it unsafe, and says what to set."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {
    "OPC_ENV": "production",
    "SECRET_KEY": "q8Zr1m-5tPpXy2vK0cLw7uNbA9sDfGhJkE3iRoT6yUeWqMzVxCnB4aSlHd",
    "ALLOWED_HOSTS": "opc.sakon.go.th",
}


def start(tmp_path, **changes):
    """Asks a fresh Python for one setting, with the given environment."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LD_LIBRARY_PATH"}}
    environment = kept | GOOD | {"DATA_DIR": str(tmp_path)} | changes
    program = "from opc_site import settings; print(settings.SECURE_SSL_REDIRECT, settings.DEBUG)"
    return subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_complete_environment_starts(tmp_path):
    done = start(tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True", "False"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"DEBUG": "true"}, "DEBUG must be off"),
        ({"SECRET_KEY": ""}, "SECRET_KEY must be"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be"),
        ({"SECRET_KEY": "example-" + "x" * 60}, "SECRET_KEY must be"),
        ({"SECRET_KEY": "django-insecure-" + "x" * 60}, "SECRET_KEY must be"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "opc.sakon.go.th,*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name"),
        ({"OPC_ENV": "prod"}, "OPC_ENV must be"),
    ],
)
def test_production_refuses(tmp_path, changes, said):
    done = start(tmp_path, **changes)
    assert done.returncode != 0
    assert said in done.stderr


def test_sign_in_limit_and_closed_doors_are_set():
    assert settings.ACCOUNT_RATE_LIMITS["login_failed"] == "5/5m/key"
    assert settings.ACCOUNT_PREVENT_ENUMERATION is True
    assert settings.ACCOUNT_LOGOUT_ON_GET is False
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
