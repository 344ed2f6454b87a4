"""How often one address may ask for something that is open to everybody."""

from dataclasses import dataclass

import redis
import structlog
from django.core.cache import cache
from django.http import HttpRequest

log = structlog.get_logger("lms.kit")


@dataclass(frozen=True)
class Rate:
    """`times` in a window of `seconds`, counted from the first."""

    name: str
    times: int
    seconds: int

    def is_exceeded_by(self, request: HttpRequest) -> bool:
        """Counts this request. While Redis is away nobody is kept waiting: what is guarded here does not hang on it."""
        key = f"rate:{self.name}:{request.META.get('REMOTE_ADDR', '')}"
        try:
            cache.add(key, 0, self.seconds)
            return cache.incr(key) > self.times
        except ValueError:  # the window closed between the two
            return False
        except (redis.RedisError, OSError) as error:
            log.warning("rate not counted", rate=self.name, error=type(error).__name__)
            return False
