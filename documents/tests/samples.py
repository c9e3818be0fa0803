"""One paper of every kind with the shortest, an ordinary and the longest data: `SAMPLES[kind]["typical"]`."""

from typing import Any

from .samples_letters import SAMPLES as LETTERS
from .samples_lists import SAMPLES as LISTS

SAMPLES: dict[str, dict[str, Any]] = {**LETTERS, **LISTS}
