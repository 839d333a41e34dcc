"""The alert feed as texts: CAP 1.2, Atom and JSON, from the log of messages alone.

Nothing here reads or writes a file: the site and the command ``observatory alerts`` write the same bytes.
"""
