"""Media: mentions of Viet Nam in the world's press and on the pages that the world reads about it."""
