"""Sessions, transactions and migrations."""
