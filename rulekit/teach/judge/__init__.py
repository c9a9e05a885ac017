"""The judge of answers that do harm on purpose: real Python in a child process, behind a guard.

The guard is a rail and no prison: it stops honest code and textbook attacks, and no expert who wants to get out.
"""
