"""What each published table promises. Nothing here reads, writes or computes: see `copydesk` for that."""
