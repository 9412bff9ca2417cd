"""Object storage (S3, Google Cloud Storage, Azure): versions carried there, raw dumps fetched from there."""
