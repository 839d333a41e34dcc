"""What differs between two states of the same data: rows, columns, what packages say of themselves, in words."""
