"""How tests are written: discovery, fixtures, assertions."""
