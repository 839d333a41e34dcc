"""Rankings: ranks, coverage and merged units."""
