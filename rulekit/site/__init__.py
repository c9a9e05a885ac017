"""The static site: every rule, how to use the tool, its settings and its changes, without a server or a kernel."""
