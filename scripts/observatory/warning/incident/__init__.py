"""The private register of incidents: the one part of the warning room that keeps anything on the disk."""
