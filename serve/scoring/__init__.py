"""Scoring of large collections: `whipcount score INPUT OUTPUT`.

Files of documents come in (JSON Lines, CSV, Parquet; a file, folder, glob or fsspec URL), and one
row for each document and actor goes out. A collection is cut into parts, always alike; each part is
scored and written by one worker, and counts as done when its file is there. Whatever is killed,
the next run does the parts that are missing, and at the end all are joined in order.
"""
