"""What bytes, markup and words mean wherever they stand: asked by readers and parsers, which do not know one another."""
