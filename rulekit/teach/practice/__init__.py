"""Exercises from one's own repository: short pieces of its code, judged by rulekit and never run."""
