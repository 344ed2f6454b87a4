"""Who brings what was set aside in a draft together with what it says."""

from django.db.models import Q

from courses.roles.standing import Standing
from people.models import User


def set_aside_by(actor: User, standing: Standing) -> Q:
    """Saves of their own; what came in under nobody's name, as on the command line, is for all who write the course."""
    return Q(by=actor) | Q(by=None) if standing.writes else Q(by=actor)
