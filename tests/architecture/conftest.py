from tests.architecture.knocking import world

__all__ = ["world"]
