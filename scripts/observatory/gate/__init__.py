"""What may enter at all: names, sizes, encodings and descriptor keys."""
