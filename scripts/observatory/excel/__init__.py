"""Workbooks for people who have Excel and no git: a template made from the schema, and the way back from it."""
