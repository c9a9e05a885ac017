"""The judge of answers: real Python, real pytest and real libraries, in a process of its own, behind a guard.

The guard is a rail and no prison: it stops honest code and textbook attacks, and no expert who wants to get out.
"""
