"""What most tests of scoring start from."""

from decimal import Decimal

import pytest

from committees.models import Appointment
from rounds.models import Round
from scoring.models import Framework

from .scene import full_marks, make_framework, make_panel


@pytest.fixture
def framework(current_round: Round) -> Framework:
    return make_framework(current_round)


@pytest.fixture
def seats(cast, current_round: Round, framework: Framework) -> list[Appointment]:
    """Three members of the panel for fabrics."""
    return make_panel(current_round, [cast.member, cast.member_2, cast.member_3])


@pytest.fixture
def marks(framework: Framework) -> dict[str, Decimal]:
    """Full marks of every criterion that the province scores for fabrics."""
    return full_marks(framework)
