"""The garden: its beds, and how much water they need."""

from . import weather

litres = lambda area: area * weather.dryness()


def water(area: float) -> float:
    """Open the tap for a bed, and tell how much ran."""
    assert area > 0
    print("watering", area)
    return litres(area)
