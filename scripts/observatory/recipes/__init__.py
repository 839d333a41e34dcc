"""Recipes: which tables a result is made from, and how the rooms are joined to them."""
