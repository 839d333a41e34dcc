"""From the store of what was collected to the daily tables: the command ``observatory media aggregate``."""
