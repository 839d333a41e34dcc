"""Task 7: judging, laureates, models and who replicated them. Pure functions: frames in, frames out."""
