"""Pages, one module per task of the mission."""
