"""The command ``index``: an index of anyone's own files, from CSV to CSV."""
