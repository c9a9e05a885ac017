"""How much an answer may take: memory, processor time, the size and number of files."""

import contextlib

MEGABYTE = 1 << 20
MOST = {
    "RLIMIT_AS": 1536 * MEGABYTE,
    "RLIMIT_FSIZE": 16 * MEGABYTE,
    "RLIMIT_NOFILE": 256,
    "RLIMIT_CPU": 20,
    "RLIMIT_CORE": 0,
}


def limit() -> None:
    """Set the limits of this process and of all that it starts; they cannot be raised again."""
    import resource

    for name, most in MOST.items():
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        lowest = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (lowest, lowest))
