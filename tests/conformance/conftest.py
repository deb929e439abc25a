from tests.messenger.conftest import small_home

__all__ = ["small_home"]
