"""Task 4: which days of a series of counts stand out, how much they do, and what follows from it.

Panels are ``float64`` arrays of shape [S series, T steps]: a missing step (the feed was down) is NaN, a
true zero is 0. Everything here is a pure function of its arguments, but for ``warning.incident``.
"""
