"""The laws that every rule is held to, ours and those of a team's own: its page, examples, cases, fixes, messages."""
