"""Made-up rules of a small shop: they stand in a copy of rulekit, for what no single real rule can show."""
