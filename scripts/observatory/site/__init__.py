"""The public site: nothing here computes a figure."""
