"""How much may enter: the caps that hold before anything is parsed.

They are far above what the packages of this project need (the largest table has 782 rows) and far
below what would stop a two-core runner.
"""

MAX_FILES = 200
MAX_FILE_BYTES = 20_000_000
MAX_DESCRIPTOR_BYTES = 1_000_000
MAX_PATH_BYTES = 120
MAX_LINE_BYTES = 65_536
MAX_CELL_CHARS = 8_192
MAX_COLUMNS = 200
MAX_TABLES = 50
MAX_ROWS = 2_000_000
MAX_JSON_DEPTH = 32
MAX_FINDINGS = 1_000  # of one kind of check in one table: what a reader of a report can still use
