"""The fixtures that the checks of exercises have."""

from rulekit.teach.judge.seams.chance import chance
from rulekit.teach.judge.seams.network import network

__all__ = ["chance", "network"]
