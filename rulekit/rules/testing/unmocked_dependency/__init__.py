"""The rule unmocked-dependency, and the analyses that only it needs."""
