"""People stand in the order that their reader would look for them: Latin letters first, then Chinese names by pinyin."""

import pytest
from django.urls import reverse

from people.models import OrgUnit
from reporting.access import units_seen_by
from tests.reporting.stories import colleague

pytestmark = pytest.mark.django_db
SHUFFLED = ["王小明", "zoe", "陈丽", "Adam", "李雷", "张伟", "赵敏"]
IN_ORDER = ["Adam", "zoe", "陈丽", "李雷", "王小明", "张伟", "赵敏"]  # chen, li, wang, zhang, zhao


def test_a_team_stands_by_pinyin(client, company):
    for name in SHUFFLED:
        colleague(name, company.north)
    client.force_login(company.marco)
    page = client.get(reverse("reporting:team")).context["page"]
    names = [member.user.name for member in page]
    assert [name for name in names if name != "Ling"] == IN_ORDER


def test_so_do_units(company):
    OrgUnit.objects.all().exclude(pk__in=[company.north.pk]).update(name="b")
    for name in SHUFFLED:
        OrgUnit.objects.create(name=name)
    seen = [unit.name for unit in units_seen_by(company.dana, "").all]
    assert [name for name in seen if name in SHUFFLED] == IN_ORDER
