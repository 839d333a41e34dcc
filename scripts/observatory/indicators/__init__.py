"""Indicators: comparable series, normalised values and aggregates."""
