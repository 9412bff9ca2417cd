"""Raw dumps as files: which are there, what each says as a whole, and its records counted into parts."""
