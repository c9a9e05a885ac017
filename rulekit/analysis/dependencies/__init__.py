"""Lists of dependencies: requirements, constraints, environments, projects, notebooks."""
