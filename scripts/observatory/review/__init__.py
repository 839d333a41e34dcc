"""Reviews: progress of the targets of the Strategy."""
