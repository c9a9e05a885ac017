"""Rules of a team's own: their files, who trusts them, and how they become rules."""
