"""Tables written: CSV, SQLite and Parquet, and the files that describe them."""
