"""Stand-ins of libraries: what an answer gets when it imports them. Each hands its calls to a recorder."""
