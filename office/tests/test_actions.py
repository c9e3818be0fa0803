"""Acts on accounts."""

import pytest
from django.core.exceptions import ValidationError

from office import actions
from office.models import User


def test_of_two_administrators_who_close_each_other_one_stays(cast):
    """The second one's request was already past the door when the first one's act was done."""
    first, second = cast.administrator, User.objects.get(pk=cast.administrator_2.pk)
    actions.close_account(cast.administrator_2, actor=first, reason="ย้ายหน่วยงาน")
    with pytest.raises(ValidationError, match="บัญชีของท่านเพิ่งถูกปิด"):
        actions.close_account(first, actor=second, reason="ย้ายหน่วยงาน")
    assert User.objects.get(pk=first.pk).is_active
