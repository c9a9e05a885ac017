"""Findings and rules as text: what people and programs read. Nothing here prints, reads or writes."""
