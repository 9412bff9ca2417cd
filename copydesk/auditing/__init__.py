"""What stands published, held against what it came from; from any row back to its raw bytes; and what would be read."""
