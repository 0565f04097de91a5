"""Everything that changes national clusters, their plans and what becomes of them.

Each act checks the right, is atomic, and leaves its line in the trail, last. `at` is the instant it
is recorded at (now when None; the demo tells of past instants).
"""
