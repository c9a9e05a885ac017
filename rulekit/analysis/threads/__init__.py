"""What runs side by side: threads, shared state, mutations, locks."""
