"""What is asked of rows and of versions before they are published."""
